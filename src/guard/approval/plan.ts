import type { RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import { createHash } from "node:crypto";
import type { Risk } from "../../catalogue/risk.ts";
import type { TargetKind } from "../../catalogue/target.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";

/** One object as it stands when a plan is made. */
export interface PlannedTarget {
  readonly kind: TargetKind;
  readonly id: string;
  readonly name: string;
  /** What a change of would make the plan another one. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a person is asked to approve. */
export interface Plan {
  readonly caller: RecordedCaller;
  readonly operation: string;
  /** What the operation does, in one sentence. */
  readonly summary: string;
  readonly risk: Risk;
  readonly endpoint: string;
  readonly targets: readonly PlannedTarget[];
  /** Masked. */
  readonly input: unknown;
  /** HMAC of the whole input, of the body that would be sent, unmasked, and of what the body's names mean now. */
  readonly inputDigest: string;
  /** The policy's rule that asks. */
  readonly rule: string;
  /** Why it asks. */
  readonly reason: string;
  /** What the caller says of why: nobody has checked it. */
  readonly claimed?: string;
  /** What would happen, one sentence each. */
  readonly effects: readonly string[];
  /** How it could be put right again; absent when it can't. */
  readonly undo?: string;
  /** What has changed since the plan that this one takes the place of. */
  readonly changed?: readonly string[];
}

const sha256 = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

/**
 * What an approval is bound to: this caller, operation, endpoint, objects, input and rule. Two calls of one digest ask for the very same
 * thing; the state of the objects is compared apart, so that a change can be named.
 */
export function callDigest(
  plan: Pick<Plan, "caller" | "operation" | "endpoint" | "targets" | "inputDigest" | "rule">,
): string {
  return sha256({ ...reachOf(plan), input: plan.inputDigest, rule: plan.rule });
}

/** What a permission for some minutes covers: this caller, operation and rule on the same objects, whatever the input. */
export function reachDigest(plan: Pick<Plan, "caller" | "operation" | "endpoint" | "targets" | "rule">): string {
  return sha256({ ...reachOf(plan), rule: plan.rule });
}

function reachOf(plan: Pick<Plan, "caller" | "operation" | "endpoint" | "targets">): Record<string, unknown> {
  return {
    caller: plan.caller.id,
    operation: plan.operation,
    endpoint: plan.endpoint,
    targets: plan.targets.map(({ kind, id }) => `${kind} ${id}`),
  };
}

/** Digest of a whole plan: what an approver has seen. */
export function planDigest(plan: Plan): string {
  return sha256(plan);
}

/** Digest of what counts of a plan that was shown and not asked for: the call, and its objects as they stood. */
export function shownDigest(plan: Plan): string {
  return sha256({ call: callDigest(plan), targets: plan.targets, risk: plan.risk });
}

/** What has changed on the objects between two looks, one sentence each; nothing when they stand as they stood. */
export function differences(before: readonly PlannedTarget[], now: readonly PlannedTarget[]): string[] {
  return now.flatMap((target) => {
    const known = before.find(({ id, kind }) => id === target.id && kind === target.kind);
    if (known === undefined) return [`The ${target.kind} '${target.name}' is another one.`];
    const fields = [...new Set([...Object.keys(known.state), ...Object.keys(target.state)])].sort();
    return fields.flatMap((field) => {
      const [was, is] = [shown(known.state[field]), shown(target.state[field])];
      return was === is ? [] : [`${field} of the ${target.kind} '${target.name}' was ${was} and is ${is}.`];
    });
  });
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : canonicalJson(value);
  return text.length > 120 ? `${text.slice(0, 60)}… (${sha256(value).slice(0, 12)})` : text;
}
