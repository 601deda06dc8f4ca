import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Caller } from "../caller/caller.ts";
import type { Question } from "./policy.ts";

/** An operation that is only decided on, never run. */
export function paperOperation(id: string, risk: Risk, more: Partial<AnyOperation> = {}): AnyOperation {
  return {
    id: id as `${string}.${string}`,
    summary: id,
    risk,
    http: { method: "POST", path: "/api/paper" },
    input: z.strictObject({}),
    output: z.unknown(),
    deadline: 1000,
    errors: [],
    examples: [{ title: id, input: {} }],
    ...more,
  };
}

/** A caller of a role. */
export function callerOf(role: string, more: Partial<Caller> = {}): Caller {
  return { id: "me", name: "me", role, surface: "rest", ...more };
}

/** A container with labels. */
export function containerOf(name: string, labels: Record<string, string> = {}, more: Partial<Target> = {}): Target {
  return { kind: "container", id: name.padEnd(64, "0"), name, labels, ...more };
}

/** A question on targets. */
export function questionOf(operation: AnyOperation, caller: Caller, ...targets: Target[]): Question {
  return { operation, risk: operation.risk, caller, targets, endpoint: "local" };
}
