import type { TargetKind } from "../target.ts";

/** A place in a file. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** One thing wrong with a policy file. */
export interface PolicyProblem extends Place {
  /** Place in the file, such as `roles.develop.allow[2]`. */
  readonly path: string;
  readonly message: string;
}

/** One text that was in force. */
export interface PolicyVersionView {
  readonly number: number;
  /** RFC 3339. */
  readonly time: string;
  readonly digest: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly inForce: boolean;
}

/** A decision as it is shown to people. */
export interface ExplainedView {
  readonly effect: "allow" | "ask" | "deny";
  readonly rule: string;
  readonly source?: { readonly file: string; readonly line: number };
  readonly reason: string;
  readonly help?: string;
  readonly hidden?: boolean;
  readonly findings: readonly { readonly field: string; readonly control: string; readonly message: string }[];
  readonly changes: readonly string[];
}

/** One case of a table, and what became of it. */
export interface CaseResult {
  readonly line: number;
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly got: string;
  readonly rule: string;
  readonly reason: string;
}

/** What a table of cases came to. */
export interface CasesReport {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly CaseResult[];
}

/** One call that another policy would have decided otherwise. */
export interface Difference {
  readonly record: string;
  readonly time: string;
  readonly caller: string;
  readonly role: string;
  readonly operation: string;
  readonly targets: readonly string[];
  readonly before: { readonly effect: string; readonly rule: string };
  readonly after: { readonly effect: string; readonly rule: string; readonly line?: number; readonly reason: string };
}

/** What replaying records against another policy found. */
export interface Replay {
  /** Calls that were decided again. */
  readonly replayed: number;
  readonly same: number;
  readonly different: readonly Difference[];
  /** Calls whose operation is gone, or whose objects are and whose labels would decide. */
  readonly unknown: number;
  /** Time of the oldest record that was looked at; absent when there was none. */
  readonly since?: string;
}

/** What policies can be asked without anything happening. Implemented by the app over the guard. */
export interface PolicyTools {
  readonly show: () => {
    readonly digest: string;
    readonly file: string | null;
    readonly problem: string | null;
    /** The file as it stands; null where there is none. */
    readonly text: string | null;
    readonly textDigest: string | null;
    /** Why it can't be changed here; null when it can. */
    readonly readOnly: string | null;
    readonly roles: readonly {
      readonly name: string;
      readonly description: string;
      readonly level: string;
      readonly source: { readonly file: string; readonly line: number };
    }[];
  };
  /** Checks a text, writes it to the file and puts it in force. */
  readonly update: (change: {
    readonly text: string;
    readonly base?: string;
    readonly by: string;
    readonly reason: string;
  }) => void;
  /** Texts that were in force, newest first. */
  readonly versions: (limit: number) => readonly PolicyVersionView[];
  /** The text of a version; POLICY_VERSION_NOT_FOUND. */
  readonly version: (number: number) => string;
  /** Policy files to start from. */
  readonly templates: () => readonly { readonly name: string; readonly text: string }[];
  readonly check: (text: string) => {
    readonly valid: boolean;
    readonly digest?: string;
    readonly roles: readonly string[];
    readonly problems: readonly PolicyProblem[];
  };
  readonly explain: (question: {
    readonly role: string;
    readonly operation: string;
    readonly target?: { readonly kind: TargetKind; readonly reference: string };
    readonly body?: Readonly<Record<string, unknown>>;
    /** Another policy than the one in force. */
    readonly policy?: string;
    readonly endpoint?: string;
  }) => Promise<ExplainedView>;
  readonly test: (cases: string, policy?: string) => Promise<CasesReport>;
  readonly preview: (query: {
    readonly policy: string;
    readonly since?: number;
    readonly limit: number;
  }) => Promise<Replay>;
}
