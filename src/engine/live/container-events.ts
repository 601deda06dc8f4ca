import type { EngineEvent } from "../model.ts";

/** What an event means for the containers in memory. */
export type ContainerEffect =
  /** Summary and inspect may have changed. */
  | { readonly kind: "changed"; readonly id: string }
  /** Only the inspect answer has (its list of execs): asked again when somebody wants it. */
  | { readonly kind: "inspect"; readonly id: string }
  | { readonly kind: "gone"; readonly id: string };

/** Container actions after which nothing about the container is different. */
const harmless = new Set([
  ...["attach", "detach", "commit", "copy", "export", "top", "archive-path", "extract-to-dir", "resize", "kill"],
  ...["exec_detach"],
]);

/** What an event means for containers; nothing for most. */
export function containerEffect({ Type, Action, Actor }: EngineEvent): ContainerEffect | undefined {
  if (Type === "network" && (Action === "connect" || Action === "disconnect")) {
    const id = Actor.Attributes["container"];
    return id ? { kind: "changed", id } : undefined;
  }
  if (Type !== "container") return undefined;
  const action = Action.split(":", 1)[0]!;
  if (action === "destroy" || action === "remove") return { kind: "gone", id: Actor.ID };
  if (action.startsWith("exec_") && action !== "exec_detach") return { kind: "inspect", id: Actor.ID };
  return harmless.has(action) ? undefined : { kind: "changed", id: Actor.ID };
}
