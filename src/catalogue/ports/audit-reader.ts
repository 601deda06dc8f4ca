import type { Surface } from "../operation.ts";
import type { Risk } from "../risk.ts";
import type { TargetKind } from "../target.ts";

/** What can be asked of the records; all given conditions must hold. */
export interface RecordQuery {
  /** Records at or after this moment, in milliseconds since 1970. */
  readonly since?: number;
  /** Records before this moment, in milliseconds since 1970. */
  readonly until?: number;
  /** A token's id or name. */
  readonly caller?: string;
  /** An operation's id, or a noun with a star: `container.*`. */
  readonly operation?: string;
  /** A target's full id or name. */
  readonly target?: string;
  readonly decision?: "allow" | "ask" | "deny";
  /** True for what went well, false for what failed or was refused. */
  readonly ok?: boolean;
  readonly kind?: RecordView["kind"];
  readonly session?: string;
  /** True leaves out calls that only looked. */
  readonly changes?: boolean;
  /** From the answer before: goes on where that ended. */
  readonly cursor?: string;
  /** 100 when absent; at most 1,000. */
  readonly limit?: number;
}

/** Who asked, as a record keeps it. */
export interface RecordedCaller {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly surface: Surface;
  readonly client?: string;
  readonly address?: string;
  readonly session?: string;
}

/** One call, refusal or note of the audit log, intent and outcome together. */
export interface RecordView {
  readonly id: string;
  /** Number of the record in the log; the outcome has one of its own. */
  readonly sequence: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly kind: "call" | "refusal" | "note";
  /** `open` is running or was cut off just now; `unknown` was cut off by a crash. Notes are `done`. */
  readonly state: "done" | "failed" | "refused" | "open" | "unknown";
  readonly caller?: RecordedCaller;
  readonly operation?: string;
  readonly risk?: Risk;
  readonly endpoint?: string;
  readonly targets?: readonly { readonly kind: TargetKind; readonly id: string; readonly name: string }[];
  /** Masked. */
  readonly input?: unknown;
  readonly decision?: {
    readonly effect: "allow" | "ask" | "deny";
    readonly rule: string;
    readonly reason: string;
    /** The approval that answered an `ask`. */
    readonly approval?: string;
    /** That it was given in the caller's own MCP client. */
    readonly answered?: "client";
  };
  readonly policy?: string;
  readonly changes?: readonly string[];
  /** Of a refusal. */
  readonly code?: string;
  readonly message?: string;
  /** Of a note: what it is about, such as `server.start`. */
  readonly note?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly outcome?: {
    readonly sequence: number;
    readonly time: string;
    readonly ok: boolean;
    readonly code?: string;
    readonly message?: string;
    /** Milliseconds. */
    readonly duration?: number;
    readonly resultDigest?: string;
    readonly ids?: readonly string[];
    readonly bytes?: number;
  };
}

/** A page of records, newest first. */
export interface RecordPage {
  readonly records: readonly RecordView[];
  /** There are more when it is set. */
  readonly next?: string;
}

/** One thing that is wrong with the log. */
export interface AuditProblem {
  readonly kind:
    | "edited"
    | "removed"
    | "moved"
    | "duplicated"
    | "appended"
    | "truncated"
    | "replaced"
    | "signature"
    | "key"
    | "clock"
    | "unreadable";
  /** The record it was found at. */
  readonly sequence: number;
  readonly message: string;
}

/** What a walk over records found. */
export interface WalkReport {
  /** True when no record was changed, removed or added by anything but the server, as far as the walk can tell. */
  readonly ok: boolean;
  /** Records walked. */
  readonly records: number;
  readonly first?: { readonly sequence: number; readonly time: string };
  readonly last?: { readonly sequence: number; readonly time: string; readonly hash: string };
  /** Every problem, at most 100. */
  readonly problems: readonly AuditProblem[];
  /** Signed heads that were checked, and the newest of them. */
  readonly heads: number;
  readonly signed?: { readonly sequence: number; readonly time: string };
}

/** What a walk over the whole log found. */
export interface AuditReport extends WalkReport {
  /** The first broken entry. */
  readonly broken?: AuditProblem;
  /** Calls whose outcome nobody knows: the server ended before it was recorded. */
  readonly unknown: readonly string[];
  /** Calls without an outcome yet. */
  readonly open: number;
  /** Records that were taken away by a setting. */
  readonly cut?: {
    readonly seq: number;
    readonly until: string;
    readonly time: string;
    readonly setting: string;
    readonly file?: string;
    readonly sha256?: string;
  };
  /** Ed25519 public key of the signatures, as base64 of its 32 bytes. */
  readonly publicKey: string;
  /** The log's own id. */
  readonly log: string;
}

/** Whether records can be kept, and whether the log was whole when the server started. */
export interface AuditState {
  /** False while records can't be written: changes are refused. */
  readonly writable: boolean;
  /** Why not. */
  readonly reason?: string;
  /** What was broken at the start. */
  readonly broken?: AuditProblem;
  readonly sequence: number;
  /** Records that wait to be written. */
  readonly waiting: number;
}

/** Reads of the audit log. Implemented by the guard. */
export interface AuditReader {
  readonly list: (query: RecordQuery) => RecordPage;
  /** By the record's id; throws RECORD_NOT_FOUND. */
  readonly show: (id: string) => RecordView;
  readonly verify: (signal?: AbortSignal) => Promise<AuditReport>;
  /** The stored entries as they are, oldest first, each with its hash: one JSON line each when written out. */
  readonly entries: (query: Pick<RecordQuery, "since" | "until">) => Generator<Readonly<Record<string, unknown>>>;
  /** Records in which this very secret appeared, newest first, at most 100. */
  readonly findSecret: (secret: string) => readonly RecordView[];
  readonly state: () => AuditState;
}
