import type { Readable } from "node:stream";
import type { AnyOperation, BodyKind, Download, Progress, ReadingAge } from "../catalogue/operation.ts";
import type { Risk } from "../catalogue/risk.ts";
import type { Target, TargetKind } from "../catalogue/target.ts";
import type { Plan } from "./approval/plan.ts";
import type { Outcome } from "./audit/audit-log.ts";
import type { Caller } from "./caller/caller.ts";
import type { ReceiptView } from "./undo/keep-receipt.ts";
import type { Decision } from "./policy/policy.ts";

/** One call of an operation, as a surface hands it in. */
export interface Call {
  readonly operation: AnyOperation;
  /** As it came: the guard parses it with the operation's schema. */
  readonly input: unknown;
  readonly caller: Caller;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal;
  readonly upload?: Readable;
  readonly onProgress?: (progress: Progress) => void;
  /** The engine, where there are several. */
  readonly endpoint?: string;
  /** What the caller says of why; shown to whoever approves, marked as claimed. */
  readonly reason?: string;
  /** Milliseconds to wait for a person's approval before APPROVAL_REQUIRED is thrown; once approved the call goes on. */
  readonly approvalWait?: number;
  /** The approval that the caller's MCP client was asked about and said yes to; counts only where the rule lets the client answer. */
  readonly clientApproved?: string;
}

/** What the guard needs of a call to decide it. */
export type EnteringCall = Pick<
  Call,
  "operation" | "caller" | "endpoint" | "input" | "reason" | "approvalWait" | "clientApproved" | "onProgress"
> & {
  /** Whether the call is all in its input, so that the server could make it again later. */
  readonly repeatable?: boolean;
  /** Whether the input is in the operation's own terms, so that a person can make a safer call of it. */
  readonly asGiven?: boolean;
  /** The approval of the call that this one is a part of: a person has seen the part in its plan. */
  readonly coveredBy?: string;
  /** True for a later step of a call that has been counted already: the start of an exec that was made. */
  readonly continues?: boolean;
};

/** What every answer carries beside its value. */
export interface Answered {
  /** The record's id: intent and outcome share it. */
  readonly record: string;
  readonly age?: ReadingAge;
  /** Of a change: how it can be taken back. */
  readonly receipt?: ReceiptView;
}

/** A call of the guarded socket: the guard decides and records, the socket sends. */
export interface Admission {
  readonly operation: AnyOperation;
  readonly caller: Caller;
  readonly endpoint: string;
  /** Names, ids or prefixes as the client wrote them, or targets resolved already (an exec's container). */
  readonly targets: readonly (Target | { readonly kind: TargetKind; readonly reference: string })[];
  /** Higher than the operation's own risk where the route says so. */
  readonly risk?: Risk;
  /** For the record: masked by the log. */
  readonly input: unknown;
  /** A request body that containment must judge. */
  readonly body?: {
    readonly kind: BodyKind;
    readonly value: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, string>>;
  };
  readonly signal?: AbortSignal;
  readonly reason?: string;
  readonly approvalWait?: number;
  /** True for a later step of what has been admitted already: it counts for no rate. */
  readonly continues?: boolean;
  /** How the change can be taken back is told by this operation's inverse; the operation's own when absent. */
  readonly undoneAs?: string;
  /** The change in the terms of the operation's own input, as far as its inverse needs them. */
  readonly changed?: Readonly<Record<string, unknown>>;
}

/** Leave to send one request. `finish` must be called once, whatever happens. */
export interface Permit {
  readonly record: string;
  readonly targets: readonly Target[];
  /** The judged body: only this may be sent. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of a build: why it may not take an image, for callers that may use some only. */
  readonly againstBase?: (reference: string) => Promise<string | undefined>;
  /** Fires when the caller is frozen: connections that last must end then. */
  readonly signal?: AbortSignal;
  readonly finish: (outcome: PermitOutcome) => void;
}

/** How what was permitted has ended. */
export interface PermitOutcome extends Omit<Outcome, "duration"> {
  /** What it came to, in the form of the operation's own answer as far as its inverse needs that: for the receipt. */
  readonly result?: Readonly<Record<string, unknown>>;
}

/** What would happen to a call, without making it. */
export interface Preview {
  readonly decision: Decision;
  readonly risk: Risk;
  readonly targets: readonly Target[];
  /** What the guard would change in the body. */
  readonly changes: readonly string[];
}

/** A call as it would be asked for. */
export interface Planned {
  readonly decision: Decision;
  readonly plan: Plan;
}

/** The only way in, for every surface: parse, resolve, decide, record, run, record. Failures are GnosisErrors. */
export interface Guard {
  /** The answer in one piece: from the operation's `run`, or its drained `stream`. */
  readonly run: (call: Call) => Promise<Answered & { readonly value: unknown }>;
  /** The answer item by item; ending the iteration early ends the engine's request. */
  readonly stream: (call: Call) => Promise<Answered & { readonly items: AsyncGenerator<unknown, unknown, void> }>;
  /** The same, as many items at a time as come together. */
  readonly batches: (
    call: Call,
  ) => Promise<Answered & { readonly batches: AsyncGenerator<readonly unknown[], unknown, void> }>;
  readonly download: (call: Call) => Promise<Answered & { readonly download: Download }>;
  readonly admit: (admission: Admission) => Promise<Permit>;
  readonly preview: (call: Call) => Promise<Preview>;
  /** The plan that a person would be asked to approve, whatever the policy says to the call; nothing is asked or made. */
  readonly plan: (call: Call) => Promise<Planned>;
  /** For the guarded socket: the engine's words with nothing in them of what is out of the caller's scope. */
  readonly withoutUnseen: (caller: Caller, endpoint: string, text: string) => Promise<string>;
  /** For the guarded socket: judges what the engine made of a create; throws CONTAINMENT_DENIED, and has removed the container then. */
  readonly secondLook: (caller: Caller, endpoint: string, containerId: string) => Promise<void>;
  /** Whether the caller could be allowed this operation on anything at all: for listing tools. */
  readonly mayEver: (caller: Caller, operation: AnyOperation) => boolean;
  /** Whether the object is in the caller's scope: for lists and events of the guarded socket. */
  readonly sees: (caller: Caller, target: Target, endpoint: string) => boolean;
  /** As `sees`, but also for what lies in the trash: for the events of its way there. */
  readonly inScope: (caller: Caller, target: Target, endpoint: string) => boolean;
}
