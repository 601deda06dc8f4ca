import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { PlannedTarget } from "./plan.ts";

/** What puts an operation right again, by its id. */
const undoes: Readonly<Record<string, string>> = {
  "container.start": "container.stop",
  "container.stop": "container.start",
  "container.kill": "container.start",
  "container.pause": "container.unpause",
  "container.unpause": "container.pause",
  "container.rename": "container.rename with the name from before",
  "container.update": "container.update with the limits from before",
  "container.create": "container.remove",
  "container.recreate": "undo.run",
  "network.connect": "network.disconnect",
  "network.disconnect": "network.connect",
  "network.create": "network.remove",
  "volume.create": "volume.remove",
  "image.tag": "image.remove of the tag",
};

const riskSays: Readonly<Record<Risk, string>> = {
  read: "It only looks.",
  change: "It changes what runs; nothing is lost.",
  destroy: "What it removes is lost.",
  host: "It reaches past the container into the host.",
};

/** What would happen, one sentence each, and how it could be put right again. */
export function effectsOf(
  operation: AnyOperation,
  risk: Risk,
  targets: readonly PlannedTarget[],
  { changes, own }: { readonly changes: readonly string[]; readonly own: readonly string[] },
): { readonly effects: readonly string[]; readonly undo?: string } {
  const undo = undoes[operation.id];
  return {
    effects: [
      operation.summary,
      ...targets.map(describe),
      ...own,
      ...(changes.length === 0 ? [] : [`The server sets or changes: ${changes.join(", ")}.`]),
      ...(operation.upload === undefined ? [] : ["What is uploaded with the call is not part of this plan."]),
      riskSays[risk],
    ],
    ...(undo === undefined ? {} : { undo }),
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
