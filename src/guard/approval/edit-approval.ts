import type { AnyOperation, CallerView } from "../../catalogue/operation.ts";
import type { Difference, Edit, Editing, EditOffer, EditPreview } from "../../catalogue/ports/approval-edit.ts";
import { risks } from "../../catalogue/risk.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Replace } from "../../kernel/redaction.ts";
import { recordable } from "../audit/recordable.ts";
import type { Caller } from "../caller/caller.ts";
import type { Guard, Planned } from "../guard.ts";
import type { ApprovalView } from "./approval-view.ts";
import type { ApprovalQuery, Approvals } from "./approvals.ts";
import type { Deciding } from "./decide-approval.ts";
import { differences, type Plan, shownDigest } from "./plan.ts";
import { offersFor, saferCall } from "./safer/safer-call.ts";
import type { WaitingCall } from "./waiting-calls.ts";

/** What editing works with. */
export interface EditingParts {
  readonly approvals: Approvals;
  readonly guard: () => Pick<Guard, "plan">;
  readonly find: (id: string) => AnyOperation | undefined;
  /** The caller as its token says now; nothing once that is gone. */
  readonly recheck: (caller: Caller) => Promise<Caller | undefined>;
  readonly replaceSecret: Replace;
}

/** An approval with the safer calls that can be offered in its place. */
export type OfferingView = ApprovalView & { readonly offers?: readonly EditOffer[] };

/** Lets those who decide make a call safer before they approve it. What is approved goes through the gate as the caller's own. */
export interface ApprovalEditing {
  readonly list: (viewer: CallerView, query: ApprovalQuery) => readonly OfferingView[];
  readonly inspect: (viewer: CallerView, id: string) => OfferingView;
  /** A yes or a no. Throws CONFLICT, and asks anew, when an object is no longer as it was shown to who says yes. */
  readonly decide: (decider: CallerView, id: string, deciding: Deciding) => Promise<ApprovalView>;
  readonly preview: (decider: CallerView, id: string, edit: Edit) => Promise<EditPreview>;
  readonly edit: (decider: CallerView, id: string, edit: Editing) => Promise<ApprovalView>;
}

interface Edited extends Planned {
  readonly view: ApprovalView;
  readonly call: WaitingCall;
  readonly differs: readonly Difference[];
  readonly changed: readonly string[];
}

/** Makes it. */
export function createEditing(parts: EditingParts): ApprovalEditing {
  const { approvals, find } = parts;
  const offering = (viewer: CallerView, view: ApprovalView): OfferingView => {
    const held = view.state === "pending" && view.plan.caller.id !== viewer.id ? approvals.held?.(view.id) : undefined;
    const operation = held === undefined ? undefined : find(held.operation);
    return operation === undefined ? view : { ...view, offers: offersFor(operation, held?.input) };
  };
  return {
    list: (viewer, query) => approvals.list(viewer, query).map((view) => offering(viewer, view)),
    inspect: (viewer, id) => offering(viewer, approvals.inspect(viewer, id)),
    decide: async (decider, id, deciding) => {
      if (deciding.verdict === "once") await refuseStale(parts, approvals.decidable(decider, id));
      return approvals.decide(decider, id, deciding);
    },
    preview: async (decider, id, edit) => {
      const { decision, plan, differs, changed } = await look(parts, decider, id, edit);
      const { operation, risk, input, effects, undo } = plan;
      const digest = shownDigest(plan);
      const asks = decision.effect === "ask";
      return {
        asks,
        operation,
        risk,
        input,
        effects,
        ...(undo === undefined ? {} : { undo }),
        differs,
        changed,
        digest,
      };
    },
    edit: async (decider, id, { digest, comment, ...edit }) => {
      const { decision, plan, call, differs, changed } = await look(parts, decider, id, edit);
      if (digest === undefined ? changed.length > 0 : digest !== shownDigest(plan))
        throw new GnosisError(
          "CONFLICT",
          `This is not what was shown any more.${changed.map((one) => ` ${one}`).join("")}`,
          {
            next: "Look at it anew with approval.preview, and give the digest that it answers with.",
          },
        );
      const instead = { operation: plan.operation, input: recordable(call.input, parts.replaceSecret), differs };
      return approvals.replace(decider, id, {
        ...(decision.effect === "ask" ? { plan } : {}),
        ...{ call, instead },
        ...(comment === undefined ? {} : { comment }),
      });
    },
  };
}

/** Looks at what was shown once more. What can't be looked at now is when the call is made. */
async function refuseStale({ approvals, guard, find, recheck }: EditingParts, view: ApprovalView): Promise<void> {
  const held = approvals.held?.(view.id);
  const operation = held === undefined ? undefined : find(held.operation);
  const caller = held === undefined ? undefined : await recheck(held.caller);
  if (held === undefined || operation === undefined || caller === undefined) return;
  const { input, endpoint, reason } = held;
  const call = { operation, input, caller, endpoint, ...(reason === undefined ? {} : { reason }) };
  const planned = await guard()
    .plan(call)
    .catch(() => undefined);
  const changed = planned === undefined ? [] : differences(view.plan.targets, planned.plan.targets);
  if (planned === undefined || changed.length === 0 || approvals.inspect(view.plan.caller, view.id).state !== "pending")
    return;
  const { id } = approvals.renew(view.id, planned.plan, changed);
  throw new GnosisError("CONFLICT", `It is no longer as it was shown. ${changed.join(" ")}`, {
    next: `Look at it again and answer that: it waits as ${id}.`,
    extra: { renewed: id },
  });
}

/** What an edit comes to, as the caller's own call: validated, decided and contained as that would be, and not wider than what was asked. */
async function look(parts: EditingParts, decider: CallerView, id: string, edit: Edit): Promise<Edited> {
  const view = parts.approvals.decidable(decider, id);
  const held = parts.approvals.held?.(id);
  const operation = held === undefined ? undefined : parts.find(held.operation);
  if (held === undefined || operation === undefined) throw notHeld(view);
  const safer = saferCall(parts.find, operation, held.input, edit);
  const caller = await parts.recheck(held.caller);
  if (caller === undefined)
    throw new GnosisError("CONFLICT", "The token that asked is not valid any more.", { next: "Deny it." });
  const { endpoint, reason } = held;
  const planned = await parts.guard().plan({ ...safer, caller, endpoint, ...(reason === undefined ? {} : { reason }) });
  const { decision, plan } = planned;
  if (decision.effect === "deny")
    throw new GnosisError("FORBIDDEN", `${caller.name} may not do that either: ${decision.reason}`, {
      rule: decision.rule,
    });
  refuseWider(view.plan, plan);
  const mask = (input: unknown): Input => recordable(input ?? {}, parts.replaceSecret) as Input;
  return {
    ...planned,
    view,
    call: { ...held, operation: safer.operation.id, input: safer.input },
    differs: differing({ ...view.plan, input: mask(held.input) }, { ...plan, input: mask(safer.input) }),
    changed: differences(view.plan.targets, plan.targets),
  };
}

type Input = Readonly<Record<string, unknown>>;
type Said = Pick<Plan, "operation"> & { readonly input: Input };

function differing(was: Said, is: Said): Difference[] {
  const fields = [...new Set([...Object.keys(was.input), ...Object.keys(is.input)])].sort();
  const inputs = fields
    .map((field) => ({ field, was: was.input[field] ?? null, is: is.input[field] ?? null }))
    .filter((one) => canonicalJson(one.was) !== canonicalJson(one.is));
  const other = was.operation === is.operation ? [] : [{ field: "operation", was: was.operation, is: is.operation }];
  return [...other, ...inputs];
}

/** Whatever the table of safer calls says: no higher risk, and no object that the call did not name. */
function refuseWider(was: Plan, is: Plan): void {
  const named = (target: Plan["targets"][number]): boolean =>
    was.targets.some(({ kind, id }) => kind === target.kind && id === target.id);
  if (risks.indexOf(is.risk) > risks.indexOf(was.risk))
    throw new GnosisError("NOT_SAFER", `That has the risk '${is.risk}', and what was asked for '${was.risk}'.`);
  const other = is.targets.find((target) => !named(target));
  if (other !== undefined)
    throw new GnosisError(
      "NOT_SAFER",
      `That acts on the ${other.kind} '${other.name}', which is not what was asked for.`,
    );
}

function notHeld({ plan }: ApprovalView): GnosisError {
  const socket = plan.caller.surface === "socket";
  return new GnosisError(
    "CONFLICT",
    socket
      ? "This call came through a guarded socket, in the engine's own terms: it can't be edited."
      : `This ${plan.operation} can't be edited: nothing safer is known of it, or the server was started anew since it was asked for.`,
    { next: "Deny it with a comment that says what you would allow." },
  );
}
