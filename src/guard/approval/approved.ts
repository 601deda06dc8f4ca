import { GnosisError } from "../../kernel/errors.ts";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { type Asked, type Authorised, authorise, refusal } from "../authorise.ts";
import type { EnteringCall } from "../guard.ts";
import type { GuardParts } from "../parts.ts";
import type { Approvals } from "./approvals.ts";
import type { ApprovalView } from "./approval-view.ts";

/**
 * Lets a call that has to be asked for go on when a person has approved this very call: the decision then names the approval.
 * Otherwise its plan is queued and APPROVAL_REQUIRED thrown, after the wait that the caller wants; FORBIDDEN where a person said no.
 */
export async function approved(
  parts: GuardParts,
  approvals: Approvals,
  call: EnteringCall,
  said: { readonly input: unknown; readonly asked: Asked },
  first: Authorised,
): Promise<Authorised> {
  const { operation, caller, reason, approvalWait = 0, clientApproved, onProgress } = call;
  const { signal } = said.asked;
  let authorised = first;
  let answered = false;
  for (let waited = approvalWait <= 0; ; waited = true) {
    const asking = await approvals.ask({
      operation,
      caller,
      authorised,
      input: said.input,
      ...(reason === undefined ? {} : { claimed: reason }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { decision, side } = authorised;
    if (asking.kind === "passed")
      return {
        ...authorised,
        decision: { ...decision, approval: asking.id, ...(answered ? { answered: "client" } : {}) },
      };
    if (asking.kind === "denied") throw saidNo(asking.approval);
    if (decision.answer === "client" && clientApproved === asking.approval.id && !answered) {
      approvals.clientApproved(caller, asking.approval.id);
      answered = true;
      continue;
    }
    if (waited) {
      const runs = decision.onApproval === "run" && call.repeatable === true;
      // What still waits makes the call itself.
      if (runs) approvals.calls?.keep(asking.approval.id, { ...call, endpoint: side.name });
      throw required(asking.approval, authorised, runs);
    }
    const { id } = asking.approval;
    const tick = (done: number): void =>
      onProgress?.({
        message: `waiting for a person to approve ${id}, ${secondsOf(done, approvalWait)}`,
        done,
        total: approvalWait,
      });
    await withTicks(tick, () => approvals.wait(caller, id, approvalWait, signal));
    if (signal?.aborted === true) throw required(asking.approval, authorised);
    // Minutes have passed: policy, scope and freezes may have changed.
    authorised = await authorise(parts, side, said.asked);
    if (authorised.decision.effect !== "ask") {
      if (authorised.decision.effect === "allow") return authorised;
      throw refusal(authorised.decision, operation);
    }
  }
}

function required(approval: ApprovalView, { decision }: Authorised, runs = false): GnosisError {
  const { changed } = approval.plan;
  const why = changed === undefined ? "" : ` What was approved before no longer holds: ${changed.join(" ")}`;
  return new GnosisError("APPROVAL_REQUIRED", `${decision.reason}${why}`, {
    rule: decision.rule,
    next: runs
      ? `It is made by itself once a person approves it, until ${approval.expires}; approval.wait ${approval.id} gives what came of it. Don't make it again.`
      : `Wait for a person (approval.wait ${approval.id}), then make the very same call again. It is open until ${approval.expires}.`,
    extra: {
      operation: approval.plan.operation,
      approval: {
        ...{ id: approval.id, state: approval.state, expires: approval.expires },
        ...(runs ? { onApproval: "run" } : {}),
        ...(decision.answer === undefined ? {} : { answer: decision.answer, effects: approval.plan.effects }),
      },
    },
  });
}

function saidNo({ id, decidedBy, comment }: ApprovalView): GnosisError {
  const text = comment === undefined ? "" : `: ${comment}`;
  return new GnosisError("FORBIDDEN", `${decidedBy?.name ?? "A person"} has denied this${text}.`, {
    rule: "approval",
    next: "Do something else, or talk to that person; the same call can be asked for again after ten minutes.",
    extra: { approval: { id, state: "denied" } },
  });
}
