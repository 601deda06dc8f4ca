import { GnosisError } from "../../kernel/errors.ts";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { type Asked, type Authorised, authorise, refusal } from "../authorise.ts";
import type { EnteringCall } from "../guard.ts";
import type { GuardParts } from "../parts.ts";
import type { CallerView } from "../../catalogue/operation.ts";
import type { Difference } from "../../catalogue/ports/approval-edit.ts";
import type { Approvals } from "./approvals.ts";
import type { ApprovalView } from "./approval-view.ts";
import type { WaitingCall } from "./waiting-calls.ts";

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
      given: call.input,
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
    if (asking.kind === "edited") throw saidElse(approvals.inspect(caller, asking.approval.id), approvals, caller);
    if (call.asGiven === true) approvals.hold?.(asking.approval.id, waitingCall(call, side.name));
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

/** The call itself, in the form in which it can be made again. */
function waitingCall({ operation, input, caller, reason }: EnteringCall, endpoint: string): WaitingCall {
  return { operation: operation.id, input, caller, endpoint, ...(reason === undefined ? {} : { reason }) };
}

/** A person has approved another call: it says which, how it differs, and whether it is there to be made or was made already. */
function saidElse(
  { id, decidedBy, comment, instead, run, plan }: ApprovalView,
  approvals: Approvals,
  caller: CallerView,
): GnosisError {
  const by = decidedBy?.name ?? "A person";
  const said = comment === undefined ? "" : ` They say: ${comment}`;
  const what = instead === undefined ? "something else" : `${instead.operation} (${differing(instead.differs)})`;
  const next = instead?.approval ?? undefined;
  const approval = next === undefined ? undefined : approvals.inspect(caller, next);
  return new GnosisError("APPROVAL_EDITED", `${by} has approved ${what} in place of this ${plan.operation}.${said}`, {
    rule: "approval",
    next: nextStep(id, run?.state, instead?.operation ?? plan.operation, approval),
    extra: {
      approval: { id, state: "edited" },
      ...(instead === undefined
        ? {}
        : { instead: { ...instead, ...(approval === undefined ? {} : standing(approval)) } }),
    },
  });
}

const standing = ({ state, until }: ApprovalView): object => ({ state, ...(until === undefined ? {} : { until }) });

const differing = (differs: readonly Difference[]): string =>
  differs.map(({ field, was, is }) => `${field}: ${brief(was)} → ${brief(is)}`).join(", ");

const brief = (value: unknown): string => (value === null ? "left out" : clip(JSON.stringify(value)));
const clip = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);

function nextStep(id: string, run: string | undefined, operation: string, approval: ApprovalView | undefined): string {
  if (run !== undefined)
    return `The server makes that call by itself; approval.wait ${id} gives what came of it. Don't make this one again.`;
  if (approval?.state === "used")
    return "That call was made. Go on from what it did; this one can be asked for again after ten minutes.";
  if (approval !== undefined && approval.state !== "approved")
    return `Its time is over (${approval.state}): make that call to ask for it again.`;
  const until = approval?.until === undefined ? "" : ` It is approved until ${approval.until}.`;
  return `Make ${operation} with the input that stands under 'instead', or leave it.${until} This call stays refused for ten minutes.`;
}

function saidNo({ id, decidedBy, comment }: ApprovalView): GnosisError {
  const text = comment === undefined ? "" : `: ${comment}`;
  return new GnosisError("FORBIDDEN", `${decidedBy?.name ?? "A person"} has denied this${text}.`, {
    rule: "approval",
    next: "Do something else, or talk to that person; the same call can be asked for again after ten minutes.",
    extra: { approval: { id, state: "denied" } },
  });
}
