import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { foretell } from "../undo/inverse.ts";
import type { PlannedTarget } from "./plan.ts";

const riskSays: Readonly<Record<Risk, string>> = {
  read: "It only looks.",
  change: "It changes what runs; nothing is lost.",
  destroy: "It removes something.",
  host: "It reaches past the container into the host.",
};

/** What is known of a call beside its objects. */
export interface EffectParts {
  /** What the guard sets in the body. */
  readonly changes: readonly string[];
  /** What the operation itself says. */
  readonly own: readonly string[];
  /** How it could be taken back, from the table of receipts. */
  readonly foretold: ReturnType<typeof foretell>;
  /** What goes with the objects, in bytes. */
  readonly sizes: readonly string[];
}

/** What would happen, one sentence each, and how it could be put right again. */
export function effectsOf(
  operation: AnyOperation,
  risk: Risk,
  targets: readonly PlannedTarget[],
  { changes, own, foretold, sizes }: EffectParts,
): { readonly effects: readonly string[]; readonly undo?: string } {
  return {
    effects: [
      operation.summary,
      ...targets.map(describe),
      ...sizes,
      ...own,
      ...(changes.length === 0 ? [] : [`The server sets or changes: ${changes.join(", ")}.`]),
      ...(operation.upload === undefined ? [] : ["What is uploaded with the call is not part of this plan."]),
      riskSays[risk],
      ...(foretold !== undefined && "reason" in foretold ? [`It can't be taken back: ${foretold.reason}`] : []),
    ],
    ...(foretold !== undefined && "undo" in foretold ? { undo: foretold.undo } : {}),
  };
}

function describe({ kind, id, name, state }: PlannedTarget): string {
  const short = id.replace(/^sha256:/, "").slice(0, 12);
  const facts = [
    typeof state["status"] === "string" ? state["status"] : undefined,
    typeof state["image"] === "string" ? `image ${state["image"]}` : undefined,
    listed("mounts", state["mounts"]),
    listed("used by", state["users"]),
    listed("references", state["references"]),
  ].filter((fact) => fact !== undefined);
  return `On the ${kind} '${name}' (${[short === name ? undefined : short, ...facts].filter(Boolean).join(", ")}).`;
}

function listed(what: string, value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const more = value.length > 5 ? ` and ${value.length - 5} more` : "";
  return `${what} ${value.slice(0, 5).join(", ")}${more}`;
}
