import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Caller } from "../caller/caller.ts";
import type { Containment, Finding } from "../containment/containment.ts";
import { ownerOf } from "../owner-of.ts";
import { refuseProtected } from "../protect.ts";
import type { Decision, Policy } from "./policy.ts";

/** A call that nobody makes: what would become of it? */
export interface Supposition {
  readonly policy: Policy;
  readonly operation: AnyOperation;
  readonly caller: Caller;
  readonly targets: readonly Target[];
  readonly endpoint: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly containment?: Containment;
  readonly isProtected: (id: string) => boolean;
}

/** What would become of it, and what decides. */
export interface Explanation extends Decision {
  /** What containment objects to. */
  readonly findings: readonly Finding[];
  /** What the guard would set or change in the body. */
  readonly changes: readonly string[];
}

const kinds: Readonly<Record<string, "container.create" | "exec.create">> = {
  "container.run": "container.create",
  "container.exec": "exec.create",
  "terminal.open": "exec.create",
};

function objection(error: unknown): Explanation {
  if (!(error instanceof GnosisError)) throw error;
  const findings = (error.detail.extra?.["findings"] as readonly Finding[] | undefined) ?? [];
  return {
    effect: "deny",
    rule: error.detail.rule ?? error.code,
    reason: error.message,
    help: error.next,
    findings,
    changes: [],
  };
}

/** Decides as the guard would, without resolving, recording or running anything. */
export async function explain(supposed: Supposition): Promise<Explanation> {
  const { policy, operation, caller, targets, endpoint, body, containment } = supposed;
  const question = { operation, caller, targets, endpoint };
  const decision = policy.decide({ ...question, risk: operation.risk });
  const plain = { ...decision, findings: [], changes: [] };
  if (decision.effect === "deny") return plain;
  try {
    refuseProtected(supposed, operation, operation.risk, targets);
    if (body === undefined || containment === undefined) return plain;
    const kind = operation.body?.kind ?? kinds[operation.id] ?? "container.create";
    const owner = ownerOf(operation, caller, targets);
    const judged = await containment.judge(body, { kind, caller, owner, profile: policy.containment(caller), targets });
    if (!judged.reachesHost) return { ...plain, changes: judged.changes };
    return { ...policy.decide({ ...question, risk: "host" }), findings: [], changes: judged.changes };
  } catch (error) {
    return objection(error);
  }
}
