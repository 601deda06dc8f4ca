import type { Foresight, Part, PartDone, PartGrant } from "../catalogue/operation.ts";
import { asGnosisError } from "../kernel/errors.ts";
import { type Asked, type Authorised, authorise } from "./authorise.ts";
import type { Caller } from "./caller/caller.ts";
import { enter } from "./enter.ts";
import type { Call } from "./guard.ts";
import { ownerOf } from "./owner-of.ts";
import type { GuardParts } from "./parts.ts";
import { refuseProtected } from "./protect.ts";
import { lookAtCreated } from "./second-look.ts";
import { beginReceipt } from "./undo/keep-receipt.ts";

const targetsOf = ({ target, others = [] }: Pick<Part, "target" | "others">) =>
  target === undefined ? others : [target, ...others];

const askedOf = (call: Call, part: Omit<Part, "input">): Asked => ({
  ...{ operation: part.operation, caller: call.caller, risk: part.operation.risk, targets: targetsOf(part) },
  ...(part.body === undefined ? {} : { body: part.body }),
  ...(call.signal === undefined ? {} : { signal: call.signal }),
});

/** What the policy says to one part of a call, protection included. */
export function decidePart(
  parts: GuardParts,
  caller: Caller,
  { side, policy }: Authorised,
  part: Pick<Part, "operation" | "target">,
): { readonly effect: "allow" | "ask" | "deny"; readonly reason: string } {
  const { operation } = part;
  const targets = targetsOf(part);
  const question = { operation, caller, targets, endpoint: side.name, risk: operation.risk };
  const { effect, reason } = policy.decide(question);
  if (effect === "deny") return { effect, reason };
  try {
    refuseProtected(parts, operation, operation.risk, targets);
    parts.freezes?.check(caller, operation.risk);
  } catch (thrown) {
    return { effect: "deny", reason: asGnosisError(thrown).message };
  }
  return { effect, reason };
}

/** What the gate would say to a part: as `decidePart`, with its objects in scope and its body judged. */
export async function foreseePart(parts: GuardParts, call: Call, { side }: Authorised, part: Part): Promise<Foresight> {
  try {
    const { decision, risk, judged } = await authorise(parts, side, askedOf(call, part));
    return {
      effect: decision.effect,
      ...(decision.effect === "allow" ? {} : { reason: decision.reason }),
      ...(judged === undefined ? {} : { body: judged.body }),
      changes: judged?.changes ?? [],
      reachesHost: risk === "host",
    };
  } catch (thrown) {
    const { code, message } = asGnosisError(thrown);
    return { effect: "deny", reason: `${code}: ${message}`, changes: [], reachesHost: false };
  }
}

/**
 * The approval of the whole, where it answers for a part too: a person has approved this very operation, or this one call, whose plan
 * shows its parts. A permission for some time of another operation doesn't, since nobody has seen what is in later calls, and neither
 * does a yes in the caller's own client, which the rule of the part may not take.
 */
function covering(parts: GuardParts, caller: Caller, whole: Authorised, part: Part): string | undefined {
  const { approval, answered } = whole.decision;
  if (approval === undefined || answered !== undefined || parts.approvals === undefined) return undefined;
  if (part.unseen === true) return undefined;
  const { plan, verdict } = parts.approvals.inspect(caller, approval);
  return verdict === "once" || plan.operation === part.operation.id ? approval : undefined;
}

/** One object of many that a call chose itself, as a call of its own: the policy decides on it, it is recorded and has its receipt. */
export async function runPart<T>(
  parts: GuardParts,
  call: Call,
  whole: Authorised,
  part: Part,
  work: (grant: PartGrant) => Promise<T>,
): Promise<PartDone<T>> {
  const { operation, input, undoneAs } = part;
  const { caller } = call;
  const coveredBy = covering(parts, caller, whole, part);
  const entering = {
    ...{ operation, caller, input, endpoint: whole.side.name },
    ...(call.reason === undefined ? {} : { reason: call.reason }),
    ...(coveredBy === undefined ? {} : { coveredBy }),
  };
  const { authorised, record, outcome } = await enter(parts, entering, () => ({
    input,
    asked: askedOf(call, part),
  }));
  try {
    const change = { operation: operation.id, ...(undoneAs === undefined ? {} : { undoneAs }), caller, input };
    const pending = parts.receipts && (await beginReceipt(parts.receipts, change, authorised));
    const { side, targets, judged } = authorised;
    const value = await work({
      body: judged?.body ?? {},
      secondLook: (id) => lookAtCreated(parts, side, { caller, owner: ownerOf(operation, caller, targets) }, id),
    });
    outcome.succeeded({ ids: targets.map(({ id }) => id) });
    const receipt = pending?.keep(record, value);
    return { value, record: record.id, ...(receipt === undefined ? {} : { receipt }) };
  } catch (thrown) {
    throw outcome.failed(thrown);
  }
}
