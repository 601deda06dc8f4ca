import { isCopier, isHiddenName, isHiddenReference } from "../../catalogue/hidden-names.ts";
import type { EngineEvent } from "../../engine/model.ts";
import { hiddenName } from "../../guard/trash/put-away.ts";
import { engineQuery } from "../forward/engine-path.ts";
import type { Turn } from "../forward/turn.ts";
import { filtersOf } from "./lists.ts";

/**
 * An event as it is told through a guarded socket: the renaming by which a container gets into the trash is its `destroy`, and what
 * happens to it there is nobody's business.
 */
export function asRemoved(event: EngineEvent): EngineEvent | undefined {
  if (event.Type === "image" && isHiddenReference(event.Actor.Attributes["name"] ?? "")) return undefined;
  if (event.Type === "volume" && isHiddenName(event.Actor.ID)) return undefined;
  if (isCopier(event.Actor.Attributes["name"] ?? "")) return undefined;
  if (event.Type !== "container") return event;
  const { ID, Attributes } = event.Actor;
  const { oldName = "", ...others } = Attributes;
  const hidden = hiddenName(ID);
  // Brought back: it has its name again.
  if (event.Action === "rename" && oldName === `/${hidden}`) return undefined;
  if (Attributes["name"] !== hidden) return event;
  if (event.Action !== "rename") return undefined;
  const destroyed = { ...event, Action: "destroy", Actor: { ID, Attributes: { ...others, name: oldName.slice(1) } } };
  return event.status !== undefined ? { ...destroyed, status: "destroy" } : destroyed;
}

/** What the engine is asked for, so that removals are among it, and which of its events the client has asked for. */
export async function askedFor(turn: Turn): Promise<{
  readonly query?: Record<string, string | readonly string[]>;
  readonly wanted: (event: EngineEvent) => boolean;
}> {
  const { filters } = filtersOf(turn);
  const { trash, reader } = turn.socket.parts;
  const { event: actions = [], container: containers = [] } = filters ?? {};
  if (trash === undefined || (actions.length === 0 && containers.length === 0)) return { wanted: () => true };
  const asked = { ...filters };
  if (actions.includes("destroy")) asked["event"] = [...new Set([...actions, "rename"])];
  if (containers.length > 0) {
    // By its name the engine would not tell that a container got another one.
    const { value } = await reader.containers({ all: true, signal: turn.signal });
    const ids = value.filter(({ Names }) => (Names ?? []).some((name) => containers.includes(name.replace(/^\//, ""))));
    asked["container"] = [...new Set([...containers, ...ids.map(({ Id }) => Id)])];
  }
  return {
    query: engineQuery(turn, { filters: JSON.stringify(asked) }),
    // `exec_start: true` is asked for as `exec_start`.
    wanted: ({ Type, Action }) =>
      Type !== "container" ||
      actions.length === 0 ||
      (Action !== "rename" && Action !== "destroy") ||
      actions.includes(Action),
  };
}
