import type { Rates } from "./rates.ts";
import type { AnyOperation } from "../catalogue/operation.ts";
import type { Approvals } from "./approval/approvals.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { Caller } from "./caller/caller.ts";
import type { Freezes } from "./freeze/freezes.ts";
import type { Policy } from "./policy/policy.ts";
import type { ReceiptParts } from "./undo/keep-receipt.ts";
import type { GuardSide } from "./side.ts";

/** What the guard is made of. */
export interface GuardParts {
  /** The policy in force: it may change between two calls. */
  readonly policy: () => Policy;
  readonly audit: AuditLog;
  /** The engine of that name, or the only one; throws when there is none such for this caller or a choice is needed. */
  readonly side: (endpoint?: string, operation?: AnyOperation, caller?: Caller) => GuardSide;
  /** Ids of what belongs to the server itself: nobody changes it. */
  readonly isProtected: (id: string) => boolean;
  /** Keeps for each change how it can be taken back; without it none can. */
  readonly receipts?: ReceiptParts;
  /** Fires when the server stops: streams end then, while calls finish. */
  readonly stopping: AbortSignal;
  /** The queue of what people decide; without it nothing that has to be asked for runs. */
  readonly approvals?: Approvals;
  readonly freezes?: Freezes;
  /** Fires when the caller's token is revoked: what runs on for it then ends. */
  readonly ended?: (caller: Caller) => AbortSignal;
  /** Counts how often callers do what; without it no rate is kept to. */
  readonly rates?: Rates;
  /** Checks each answer against its schema, so that tests see one that drifts. */
  readonly checksAnswers: boolean;
}
