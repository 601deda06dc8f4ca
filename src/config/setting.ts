import type { SettingType } from "./setting-type.ts";

/** What some defaults depend on. */
export interface Surroundings {
  /** The user's home directory. */
  readonly home: string;
  /** `XDG_DATA_HOME`, where it is set. */
  readonly xdgDataHome?: string;
  /** Address by which this machine reaches a server with the same settings. */
  readonly serverUrl?: string;
}

/** One setting, said once: flags, environment names, the YAML file, its checks and the docs come from this. */
export interface Setting<T> {
  readonly type: SettingType<T>;
  readonly group: "server" | "engine" | "sandboxes" | "access" | "records" | "limits" | "client";
  readonly description: string;
  /** The value when nothing is said; absent where there is none. */
  readonly default?: NoInfer<T> | ((surroundings: Surroundings) => NoInfer<T>);
  /** The default in words, where the value itself says too little. */
  readonly defaultText?: string;
  /** A secret is never printed, and is given by file: `…File` in flags and YAML, `…_FILE` in the environment. */
  readonly secret?: boolean;
  /** Taken over from a changed file without a restart. */
  readonly reloadable?: boolean;
}

/** A setting that always has a value. */
export type DefaultedSetting<T> = Setting<T> & {
  readonly default: NoInfer<T> | ((surroundings: Surroundings) => NoInfer<T>);
};

const words = (key: string) =>
  key
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase()
    .split(" ");

/** `dataDir` as `GNOSIS_DATA_DIR`. */
export const environmentName = (key: string): string => `GNOSIS_${words(key).join("_").toUpperCase()}`;

/** `dataDir` as `data-dir`. */
export const flagName = (key: string): string => words(key).join("-");
