import type { CallerView } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { ApprovalTable } from "./approval-table.ts";
import type { DecisionLink } from "./decision-links.ts";
import type { ApprovalView, Decider } from "./approval-view.ts";

/** A person's answer. */
export type Deciding =
  | { readonly verdict: "once"; readonly comment?: string }
  /** For this caller's calls of the same operation on the same objects, for so many milliseconds. */
  | { readonly verdict: "minutes"; readonly milliseconds: number; readonly comment?: string }
  | { readonly verdict: "deny"; readonly comment?: string };

/** Milliseconds within which an approved call must be made. */
export const useWithin = 10 * 60_000;

/** What deciding looks at. */
export interface DecideParts {
  readonly table: ApprovalTable;
  readonly now: number;
  readonly mayDecide: (viewer: CallerView) => boolean;
  readonly madeBy: (tokenId: string, callerName: string) => boolean;
}

/** Records a person's answer. Throws FORBIDDEN for whoever may not give it, CONFLICT when there is one already or time is over. */
export function decideApproval(
  parts: DecideParts,
  decider: CallerView,
  view: ApprovalView,
  deciding: Deciding,
): ApprovalView {
  if (deciding.verdict !== "deny") checkDecider(parts, decider, view);
  else if (!parts.mayDecide(decider)) throw mayNot();
  else if (view.state !== "pending") throw decidedAlready(view);
  const until =
    deciding.verdict === "deny"
      ? null
      : parts.now + (deciding.verdict === "minutes" ? deciding.milliseconds : useWithin);
  return parts.table.decide(view.id, {
    verdict: deciding.verdict,
    by: deciderOf(decider),
    comment: deciding.comment ?? null,
    until,
  });
}

const mayNot = (): GnosisError => new GnosisError("FORBIDDEN", "Your role may not decide approvals.");

/** Whoever answers, as the record names them. */
export const deciderOf = ({ id, name, role, surface }: CallerView): Decider => ({ id, name, role, surface });

/** Throws FORBIDDEN for whoever may not say yes to this in any form, CONFLICT when it does not wait any more. */
export function checkDecider(
  parts: Pick<DecideParts, "mayDecide" | "madeBy">,
  decider: CallerView,
  view: ApprovalView,
): void {
  if (!parts.mayDecide(decider)) throw mayNot();
  checkApprover(parts, decider, view);
  if (view.state !== "pending") throw decidedAlready(view);
}

/**
 * Records what somebody decided who holds a one-time link, under the name of the place that it was sent to. A bearer who asks for the
 * call itself, or whose token was made by who asks, decides nothing by it.
 */
export function decideByLink(
  parts: Omit<DecideParts, "mayDecide">,
  { place, verdict, digest }: DecisionLink,
  view: ApprovalView,
  bearer: CallerView | undefined,
): ApprovalView {
  if (view.digest !== digest) throw new GnosisError("LINK_INVALID", "This link is for another plan.");
  if (bearer !== undefined && verdict !== "deny") checkApprover(parts, bearer, view);
  if (view.state !== "pending") throw decidedAlready(view);
  return parts.table.decide(view.id, {
    verdict,
    by: { id: `link:${place}`, name: place, role: "link", surface: "link" },
    comment: null,
    until: verdict === "deny" ? null : parts.now + useWithin,
  });
}

function decidedAlready({ state, decidedBy }: ApprovalView): GnosisError {
  const by = decidedBy === undefined ? "" : ` by ${decidedBy.name}`;
  return new GnosisError("CONFLICT", `This approval is ${state} already${by}.`, {
    next: "Look at it with approval.inspect.",
  });
}

/** Records a yes given in the caller's own MCP client, as one of the caller's: it is good for this call alone. */
export function approveByClient(
  table: ApprovalTable,
  now: number,
  { id, name, role, surface }: CallerView,
  view: ApprovalView,
): ApprovalView {
  if (view.plan.caller.id !== id || id === "anonymous" || surface !== "mcp") {
    throw new GnosisError("FORBIDDEN", "Only the client of the very caller can answer, over MCP and with a token.", {
      rule: "approval",
    });
  }
  return table.decide(view.id, {
    verdict: "once",
    by: { id, name, role, surface },
    comment: "Answered in the caller's own client, as the rule allows.",
    until: now + useWithin,
    answered: "client",
  });
}

function checkApprover(parts: Pick<DecideParts, "madeBy">, decider: CallerView, view: ApprovalView): void {
  const asker = view.plan.caller;
  const refuse = (message: string, next: string): never => {
    throw new GnosisError("FORBIDDEN", message, { rule: "approval", next });
  };
  if (decider.id === asker.id)
    refuse("Nobody approves their own calls.", "Another person decides, with a token of their own.");
  if (decider.id === "anonymous" || decider.surface === "socket" || decider.surface === "server") {
    refuse("An approval needs a person with a token.", "Sign in to the dashboard, or use the CLI with a token.");
  }
  // Assistants hold the MCP door; what a person would see there is what an assistant chooses to show.
  if (decider.surface === "mcp") refuse("Approvals are not given through MCP.", "Use the dashboard or the CLI.");
  if (parts.madeBy(decider.id, asker.name)) {
    refuse("Your token was made by the one that asks.", "Somebody else decides.");
  }
}
