import type { Part, PartDone } from "../catalogue/operation.ts";
import { asGnosisError } from "../kernel/errors.ts";
import type { Authorised } from "./authorise.ts";
import type { Caller } from "./caller/caller.ts";
import { enter } from "./enter.ts";
import type { Call } from "./guard.ts";
import type { GuardParts } from "./parts.ts";
import { refuseProtected } from "./protect.ts";
import { beginReceipt } from "./undo/keep-receipt.ts";

const targetsOf = ({ target }: Pick<Part, "target">) => (target === undefined ? [] : [target]);

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

/**
 * The approval of the whole, where it answers for a part too: a person has approved this very operation, or this one call, whose plan
 * shows its parts. A permission for some time of another operation doesn't, since nobody has seen what is in later calls, and neither
 * does a yes in the caller's own client, which the rule of the part may not take.
 */
function covering(parts: GuardParts, caller: Caller, whole: Authorised, part: Part): string | undefined {
  const { approval, answered } = whole.decision;
  if (approval === undefined || answered !== undefined || parts.approvals === undefined) return undefined;
  const { plan, verdict } = parts.approvals.inspect(caller, approval);
  return verdict === "once" || plan.operation === part.operation.id ? approval : undefined;
}

/** One object of many that a call chose itself, as a call of its own: the policy decides on it, it is recorded and has its receipt. */
export async function runPart<T>(
  parts: GuardParts,
  call: Call,
  whole: Authorised,
  part: Part,
  work: () => Promise<T>,
): Promise<PartDone<T>> {
  const { operation, input, undoneAs } = part;
  const { caller, signal } = call;
  const coveredBy = covering(parts, caller, whole, part);
  const entering = {
    ...{ operation, caller, input, endpoint: whole.side.name },
    ...(call.reason === undefined ? {} : { reason: call.reason }),
    ...(coveredBy === undefined ? {} : { coveredBy }),
  };
  const { authorised, record, outcome } = await enter(parts, entering, () => ({
    input,
    asked: {
      ...{ operation, caller, risk: operation.risk, targets: targetsOf(part) },
      ...(signal === undefined ? {} : { signal }),
    },
  }));
  try {
    const change = { operation: operation.id, ...(undoneAs === undefined ? {} : { undoneAs }), caller, input };
    const pending = parts.receipts && (await beginReceipt(parts.receipts, change, authorised));
    const value = await work();
    outcome.succeeded({ ids: authorised.targets.map(({ id }) => id) });
    const receipt = pending?.keep(record, value);
    return { value, record: record.id, ...(receipt === undefined ? {} : { receipt }) };
  } catch (thrown) {
    throw outcome.failed(thrown);
  }
}
