import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Approvals } from "../guard/approval/approvals.ts";
import type { ApprovalView } from "../guard/approval/approval-view.ts";
import type { CallResult, WaitingCall } from "../guard/approval/waiting-calls.ts";
import type { Access } from "../guard/caller/open-access.ts";
import { serverCaller } from "../guard/caller/caller.ts";
import type { Guard } from "../guard/guard.ts";
import { asGnosisError, GnosisError } from "../kernel/errors.ts";

/** What making approved calls works with. */
export interface RunApprovedParts {
  readonly approvals: Approvals;
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly recheck: Access["recheck"];
}

/**
 * Makes calls that the policy lets the server make once they are approved: as their caller, with the input as it came, and through the
 * same gate, which looks at everything again and spends the approval. A caller whose token is gone by then makes none.
 */
export function runApproved(parts: RunApprovedParts): void {
  const { approvals } = parts;
  const { calls } = approvals;
  if (calls === undefined) return;
  const run = async (approval: string): Promise<void> => {
    const call = calls.take(approval);
    if (call === undefined) return;
    calls.finish(approval, await make(parts, call));
    approvals.wake?.(approval);
  };
  approvals.onApproved?.((approval) => void run(approval));
  for (const { approval, begun } of calls.unfinished()) {
    const { state } = standing(approvals, approval, begun);
    if (begun && state === "used") {
      const message = "The server ended while this call was made: look whether it has happened.";
      calls.finish(approval, { state: "failed", error: { code: "INTERNAL", message } });
    } else if (begun) calls.putBack(approval);
    if (state === "approved") void run(approval);
  }
}

/** The approval that a call is made on: the one that was given in its place, where it was edited. */
function standing(approvals: Approvals, id: string, begun: boolean): Pick<ApprovalView, "state"> {
  const view = approvals.inspect(serverCaller, id);
  const { instead } = view;
  if (instead === undefined) return view;
  // Where none was needed nobody can tell whether a call that had begun was made: it is not made twice.
  if (instead.approval === null) return { state: begun ? "used" : "approved" };
  return approvals.inspect(serverCaller, instead.approval);
}

async function make({ guard, catalogue, recheck }: RunApprovedParts, call: WaitingCall): Promise<CallResult> {
  const { input, endpoint, reason } = call;
  try {
    const operation = catalogue.find(call.operation);
    const caller = await recheck(call.caller);
    if (operation === undefined) throw new GnosisError("ROUTE_UNKNOWN", `There is no ${call.operation} any more.`);
    if (caller === undefined) throw new GnosisError("UNAUTHENTICATED", "The token that asked is not valid any more.");
    const said = { operation, input, caller, endpoint, ...(reason === undefined ? {} : { reason }) };
    const { record, value, receipt } = await guard.run(said);
    const answer = receipt === undefined ? value : { ...(value as object), receipt };
    return { state: "done", record, answer };
  } catch (thrown) {
    const { code, message, next } = asGnosisError(thrown);
    return { state: "failed", error: { code, message, next } };
  }
}
