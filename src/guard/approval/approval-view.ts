import type { Difference } from "../../catalogue/ports/approval-edit.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { CallResult } from "./waiting-calls.ts";
import { type Plan, planDigest } from "./plan.ts";

/** Where an approval stands. `used`, `changed` and `edited` are ends like `denied`: nothing runs on them any more. */
export type ApprovalState = "pending" | "approved" | "denied" | "edited" | "expired" | "cancelled" | "changed" | "used";

/** What a person approved in place of what was asked for. */
export interface Instead {
  /** The approval that the call is made on; null where the policy allows it without one. */
  readonly approval: string | null;
  readonly operation: string;
  /** As it has to be made, secrets masked. */
  readonly input: unknown;
  readonly differs: readonly Difference[];
}

/** A person's answer. */
export type Verdict = "once" | "minutes" | "deny" | "edit";

/** Who decided. */
export interface Decider {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly surface: string;
}

/** An approval as answers show it. Moments are RFC 3339. */
export interface ApprovalView {
  readonly id: string;
  readonly state: ApprovalState;
  readonly plan: Plan;
  /** SHA-256 of the plan, hex: what was shown is what was approved. */
  readonly digest: string;
  readonly asked: string;
  readonly expires: string;
  readonly decided?: string;
  readonly decidedBy?: Decider;
  readonly verdict?: Verdict;
  readonly comment?: string;
  /** Until when it may be used. */
  readonly until?: string;
  readonly uses: number;
  /** When somebody gave it more time, which can be done once. */
  readonly extended?: string;
  /** What was approved in its place. */
  readonly instead?: Instead;
  /** The approval in whose place this one was given. */
  readonly editedFrom?: string;
  /** What came of the call, where the server makes it itself. */
  readonly run?: CallResult;
}

/** A row of the approval table. */
export interface ApprovalRow {
  readonly id: string;
  readonly state: ApprovalState;
  readonly caller: string;
  readonly plan: string;
  readonly asked: number;
  readonly expires: number;
  readonly verdict: Verdict | null;
  readonly decided: number | null;
  readonly decided_by: string | null;
  readonly comment: string | null;
  readonly until: number | null;
  readonly uses: number;
  readonly extended: number | null;
  readonly instead: string | null;
  readonly edited_from: string | null;
}

/** A row as answers show it. */
export function approvalView(row: ApprovalRow): ApprovalView {
  const plan = JSON.parse(row.plan) as Plan;
  return {
    id: row.id,
    state: row.state,
    plan,
    digest: planDigest(plan),
    asked: timestamp(row.asked),
    expires: timestamp(row.expires),
    ...(row.decided === null ? {} : { decided: timestamp(row.decided) }),
    ...(row.decided_by === null ? {} : { decidedBy: JSON.parse(row.decided_by) as Decider }),
    ...(row.verdict === null ? {} : { verdict: row.verdict }),
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.until === null ? {} : { until: timestamp(row.until) }),
    uses: row.uses,
    ...(row.extended === null ? {} : { extended: timestamp(row.extended) }),
    ...(row.instead === null ? {} : { instead: JSON.parse(row.instead) as Instead }),
    ...(row.edited_from === null ? {} : { editedFrom: row.edited_from }),
  };
}

/** What became of asking for a call: it may go on, a person has to answer, or one has said no or approved something else. */
export type Asking =
  | { readonly kind: "passed"; readonly id: string }
  | { readonly kind: "pending" | "denied" | "edited"; readonly approval: ApprovalView };
