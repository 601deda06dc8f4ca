import type { DiffLine } from "../../parts/diff-view.tsx";

/** The policy in force, as `policy.inspect` shows it. */
export interface Inspected {
  readonly digest: string;
  readonly file: string | null;
  readonly text: string | null;
  readonly text_digest: string | null;
  readonly read_only: string | null;
  readonly problem: string | null;
  readonly roles: readonly {
    readonly name: string;
    readonly description: string;
    readonly level: string;
    readonly source: { readonly file: string; readonly line: number };
  }[];
}

/** A comparison, as `policy.diff` gives it. */
export interface Compared {
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
  readonly text: string;
}
