import type { AnyOperation, BodyKind, BodySource } from "../catalogue/operation.ts";
import { risks, type Risk } from "../catalogue/risk.ts";
import type { Target, TargetKind } from "../catalogue/target.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Caller } from "./caller/caller.ts";
import type { Judged } from "./containment/containment.ts";
import type { GuardParts } from "./parts.ts";
import type { Decision, Policy } from "./policy/policy.ts";
import { refuseProtected } from "./protect.ts";
import type { GuardSide } from "./side.ts";
import type { TargetSource } from "./target/target-source.ts";
import { ownerOf } from "./owner-of.ts";
import { notFound, resolveTarget } from "./target/resolve-target.ts";

/** A call after parsing, before anything has been decided. */
export interface Asked {
  readonly operation: AnyOperation;
  readonly caller: Caller;
  readonly risk: Risk;
  /** References as they were written, or targets resolved already. */
  readonly targets: readonly (
    | Target
    | { readonly kind: TargetKind; readonly reference: string; readonly removed?: boolean }
  )[];
  readonly body?: {
    readonly kind: BodyKind;
    readonly value: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, string>>;
    /** Gives the whole body from what is there; `value` is then only what the input says of it. */
    readonly resolve?: (
      side: GuardSide,
      from: Omit<BodySource<unknown>, "ports">,
    ) => Promise<Readonly<Record<string, unknown>>>;
  };
  readonly signal?: AbortSignal;
  /** What is removed shall not be kept. */
  readonly purge?: boolean;
}

/** What has been decided, and on what. */
export interface Authorised {
  readonly side: GuardSide;
  readonly policy: Policy;
  readonly decision: Decision;
  readonly risk: Risk;
  readonly targets: readonly Target[];
  readonly judged?: Judged;
}

const nothing: TargetSource = { list: () => Promise.resolve([]) };

const higher = (left: Risk, right: Risk): Risk => (risks.indexOf(left) >= risks.indexOf(right) ? left : right);

const written = (asked: Asked["targets"][number]): string => ("reference" in asked ? asked.reference : asked.name);

/**
 * Resolves the targets among those the caller may see, asks the policy, and has containment judge the body. Gives the decision,
 * whatever it is; throws what can't be decided: a target that is not there, a protected one, a body that containment refuses.
 */
export async function authorise(parts: GuardParts, side: GuardSide, asked: Asked): Promise<Authorised> {
  const policy = parts.policy();
  const { operation, caller, signal } = asked;
  const inScope = (target: Target): boolean => policy.sees(caller, target, side.name);
  const targets: Target[] = [];
  for (const target of asked.targets) {
    const { kind } = target;
    const removed = "removed" in target && target.removed;
    targets.push(
      "reference" in target
        ? await resolveTarget(removed ? (side.removed ?? nothing) : side.targets, {
            kind,
            reference: target.reference,
            sees: removed ? inScope : (one) => inScope(one) && side.hides?.(one) !== true,
            lastKnown: asked.risk === "read",
            ...(signal === undefined ? {} : { signal }),
          })
        : target,
    );
  }
  const question = { operation, caller, targets, endpoint: side.name };
  let { risk } = asked;
  let decision = policy.decide({ ...question, risk });
  if (decision.hidden === true) {
    const [first] = asked.targets;
    if (first !== undefined) throw notFound(first.kind, written(first), []);
  }
  if (decision.effect === "deny") return { side, policy, decision, risk, targets };
  parts.freezes?.check(caller, risk);
  refuseProtected(parts, operation, risk, targets);
  decision = await askForGood(side, asked, targets, decision);
  if (asked.body === undefined) return { side, policy, decision, risk, targets };
  const from = { targets, inScope, ...(signal === undefined ? {} : { signal }) };
  const value = (await asked.body.resolve?.(side, from)) ?? asked.body.value;
  const judged = await side.containment.judge(value, {
    kind: asked.body.kind,
    caller,
    profile: policy.containment(caller),
    owner: ownerOf(operation, caller, targets),
    targets,
    ...(asked.body.query === undefined ? {} : { query: asked.body.query }),
  });
  if (judged.reachesHost) {
    risk = higher(risk, "host");
    parts.freezes?.check(caller, risk);
    decision = policy.decide({ ...question, risk });
  }
  return { side, policy, decision, risk, targets, judged };
}

/** Operations that remove the volumes that they act on. */
const removesVolumes: ReadonlySet<string> = new Set(["volume.remove", "volume.prune"]);

/** Whatever the role may, a volume that would be gone for good is asked for: nothing else on a host can't be made again. */
async function askForGood(
  side: GuardSide,
  { operation, purge = false }: Asked,
  targets: readonly Target[],
  decision: Decision,
): Promise<Decision> {
  if (decision.effect !== "allow" || !removesVolumes.has(operation.id)) return decision;
  for (const target of targets) {
    const why = target.kind === "volume" ? await side.forGood?.(target.id, purge) : undefined;
    if (why !== undefined)
      return {
        ...{ effect: "ask", rule: "volume.for-good", reason: why },
        help: "A person can approve this call; a larger trash (trashBytes) holds larger copies, and without one (trashTime: 0s) nothing is copied or asked.",
      };
  }
  return decision;
}

/** The error for a decision that is not `allow`. */
export function refusal(decision: Decision, operation: AnyOperation): GnosisError {
  const code = decision.effect === "ask" ? "APPROVAL_REQUIRED" : "FORBIDDEN";
  return new GnosisError(code, decision.reason, {
    rule: decision.rule,
    ...(decision.help === undefined ? {} : { next: decision.help }),
    extra: { operation: operation.id },
  });
}
