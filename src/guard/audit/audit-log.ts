import type { RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { TargetKind } from "../../catalogue/target.ts";
import type { Decision } from "../policy/policy.ts";

/** What is recorded before anything happens. */
export interface Intent {
  readonly caller: RecordedCaller;
  readonly operation: string;
  readonly risk: Risk;
  readonly endpoint: string;
  readonly targets: readonly { readonly kind: TargetKind; readonly id: string; readonly name: string }[];
  /** The input, unmasked: the log masks it and keeps secrets as HMACs. */
  readonly input: unknown;
  readonly decision: Decision;
  /** Digest of the policy that decided. */
  readonly policy: string;
  /** What the guard changed in the body. */
  readonly changes?: readonly string[];
}

/** What came of it. */
export interface Outcome {
  readonly ok: boolean;
  /** The error's code when it failed. */
  readonly code?: string;
  readonly message?: string;
  /** Milliseconds. */
  readonly duration: number;
  /** SHA-256 of the answer, hex, where it was one value. */
  readonly resultDigest?: string;
  /** Full ids of what was made or touched. */
  readonly ids?: readonly string[];
  /** Bytes that flowed, for streams. */
  readonly bytes?: number;
}

/** An intent that has been recorded. */
export interface OpenRecord {
  /** The intent's sequence number. */
  readonly sequence: number;
  /** Joins intent and outcome; what callers are told. */
  readonly id: string;
  /** Records the outcome; never throws. */
  readonly finish: (outcome: Outcome) => void;
}

/** The log that every call is written to. */
export interface AuditLog {
  /** Durable before it resolves when the risk is more than `read`; throws AUDIT_UNAVAILABLE when it can't be. */
  readonly intend: (intent: Intent) => Promise<OpenRecord>;
  /** A call that was denied or could not be parsed. */
  readonly refuse: (refusal: {
    readonly caller: RecordedCaller;
    readonly operation: string;
    readonly endpoint: string;
    readonly targets?: Intent["targets"];
    readonly input?: unknown;
    readonly decision?: Decision;
    readonly code: string;
    readonly message: string;
  }) => void;
  /** Start, stop, policy changes, failed logins, out-of-band changes: what is not a call. */
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}
