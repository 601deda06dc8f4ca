/** One setting as people are shown it. */
export interface SettingView {
  readonly key: string;
  readonly group: string;
  readonly description: string;
  /** As a person writes it; secrets are masked, and what is not set is null. */
  readonly value: string | null;
  /** Where it comes from, in words: `flag --port`, `config.yaml, line 3`, `default`. */
  readonly from: string;
  readonly origin: "flag" | "environment" | "file" | "default";
  /** Names by which it can be set. */
  readonly environment: string;
  readonly flag: string;
  /** Whether a changed file counts without a restart. */
  readonly reloadable: boolean;
}

/** One part of what the server keeps. */
export interface StorePart {
  readonly name: string;
  /** Rows of it. */
  readonly rows: number;
  /** RFC 3339 of the oldest; null where there is none, or it has no time. */
  readonly oldest: string | null;
  /** For how long or how much, in words. */
  readonly kept: string;
  /** The settings that say so. */
  readonly settings: readonly string[];
}

/** How the server is set up, and what its one file holds. Implemented by the app. */
export interface SetUp {
  readonly settings: () => readonly SettingView[];
  readonly store: () => {
    readonly path: string;
    readonly file: number;
    readonly log: number;
    readonly parts: readonly StorePart[];
  };
}
