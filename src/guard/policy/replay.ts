import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Difference, Replay } from "../../catalogue/ports/policy-tools.ts";
import type { Surface } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { LoadedPolicy } from "./load-policy.ts";
import type { Decision, Question } from "./policy.ts";
import { outcomesOf } from "./suppose.ts";

/** A call as the audit log keeps it: what replaying needs of it. */
export interface RecordedCall {
  readonly id: string;
  readonly time: string;
  readonly caller?: { readonly id: string; readonly name: string; readonly role: string; readonly surface: Surface };
  readonly operation?: string;
  readonly risk?: Risk;
  readonly endpoint?: string;
  readonly targets?: readonly { readonly kind: TargetKind; readonly id: string; readonly name: string }[];
  readonly decision?: { readonly effect: Decision["effect"]; readonly rule: string };
}

/** Gives an object as it is now, or as it was last known; nothing where only its name is left. */
export type FindRecorded = (kind: TargetKind, id: string, endpoint: string) => Promise<Target | undefined>;

/** What was decided by something beside the policy file, and would be again. */
const besidePolicy: ReadonlySet<string> = new Set(["token.operations", "volume.for-good"]);

const effectOf = (decision: Decision): string => (decision.hidden === true ? "hidden" : decision.effect);

/** What a policy says of a recorded call; nothing where that depends on what isn't known any more. */
async function decideAgain(
  policy: LoadedPolicy,
  asked: Omit<Question, "targets">,
  recorded: NonNullable<RecordedCall["targets"]>,
  find: FindRecorded,
): Promise<Decision | undefined> {
  const found = await Promise.all(recorded.map(({ kind, id }) => find(kind, id, asked.endpoint)));
  const question = { ...asked, targets: found.filter((target) => target !== undefined) };
  const lost = recorded.filter((_, index) => found[index] === undefined);
  const [named, another] = lost;
  if (named === undefined) return policy.decide(question);
  if (another !== undefined) return undefined;
  const [first, ...others] = outcomesOf(policy, question, named);
  const same = others.every(({ decision }) => effectOf(decision) === effectOf(first.decision));
  return same ? first.decision : undefined;
}

/**
 * Decides recorded calls again by another policy. Of an object that is gone, every state that it may have had is tried: where they
 * come to different decisions the call is counted as unknown rather than guessed. What the policy doesn't decide, such as what
 * containment refused, is left out.
 */
export async function replay(
  records: Iterable<RecordedCall>,
  policy: LoadedPolicy,
  catalogue: Catalogue,
  find: FindRecorded,
): Promise<Replay> {
  let replayed = 0;
  let unknown = 0;
  let since: string | undefined;
  const different: Difference[] = [];
  for (const record of records) {
    since = record.time;
    const { caller, decision, endpoint = "" } = record;
    if (caller === undefined || decision === undefined) continue;
    const operation = catalogue.find(record.operation ?? "");
    const after =
      operation === undefined
        ? undefined
        : await decideAgain(
            policy,
            { operation, caller, endpoint, risk: record.risk ?? operation.risk },
            record.targets ?? [],
            find,
          );
    if (operation === undefined || after === undefined) {
      unknown++;
      continue;
    }
    replayed++;
    if (effectOf(after) === decision.effect || (decision.effect === "deny" && after.effect === "deny")) continue;
    if (besidePolicy.has(decision.rule) && after.effect === "allow") continue;
    different.push({
      record: record.id,
      time: record.time,
      caller: caller.name,
      role: caller.role,
      operation: operation.id,
      targets: (record.targets ?? []).map(({ name }) => name),
      before: { effect: decision.effect, rule: decision.rule },
      after: {
        effect: effectOf(after),
        rule: after.rule,
        reason: after.reason,
        ...(after.source === undefined ? {} : { line: after.source.line }),
      },
    });
  }
  return {
    ...{ replayed, same: replayed - different.length, different, unknown },
    ...(since === undefined ? {} : { since }),
  };
}
