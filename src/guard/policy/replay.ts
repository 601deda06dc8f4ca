import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Surface } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Decision, Policy } from "./policy.ts";

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

/** One call that another policy would have decided otherwise. */
export interface Difference {
  readonly record: string;
  readonly time: string;
  readonly caller: string;
  readonly role: string;
  readonly operation: string;
  readonly targets: readonly string[];
  readonly before: { readonly effect: string; readonly rule: string };
  readonly after: { readonly effect: string; readonly rule: string; readonly line?: number; readonly reason: string };
}

/** What a replay found. */
export interface Replay {
  /** Calls that were decided again. */
  readonly replayed: number;
  readonly same: number;
  readonly different: readonly Difference[];
  /** Calls whose operation is gone, or whose objects are, so that their labels aren't known any more. */
  readonly unknown: number;
}

const effectOf = (decision: Decision): string => (decision.hidden === true ? "hidden" : decision.effect);

/**
 * Decides recorded calls again by another policy. `find` gives an object's labels as they are now; a call on objects that are gone is
 * counted as unknown rather than guessed.
 */
export async function replay(
  records: Iterable<RecordedCall>,
  policy: Policy,
  catalogue: Catalogue,
  find: (kind: TargetKind, id: string) => Promise<Target | undefined>,
): Promise<Replay> {
  let replayed = 0;
  let unknown = 0;
  const different: Difference[] = [];
  for (const record of records) {
    const { caller, decision, endpoint = "" } = record;
    if (caller === undefined || decision === undefined) continue;
    const operation = catalogue.find(record.operation ?? "");
    const targets = await Promise.all((record.targets ?? []).map(({ kind, id }) => find(kind, id)));
    if (operation === undefined || targets.includes(undefined)) {
      unknown++;
      continue;
    }
    replayed++;
    const after = policy.decide({
      operation,
      caller,
      endpoint,
      risk: record.risk ?? operation.risk,
      targets: targets.filter((target) => target !== undefined),
    });
    if (effectOf(after) === decision.effect || (decision.effect === "deny" && after.effect === "deny")) continue;
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
  return { replayed, same: replayed - different.length, different, unknown };
}
