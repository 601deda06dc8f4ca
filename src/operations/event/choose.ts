import { z } from "zod";
import { isCopier, isHiddenName, isHiddenReference } from "../../catalogue/hidden-names.ts";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { KeptEvent } from "../../engine/events/kept-event.ts";
import { labelFilter } from "../fields/labels.ts";
import type { Ports } from "../ports.ts";
import { partyOf } from "./party.ts";
import { eventTarget } from "./view.ts";

/** Which events are wanted. */
export const choice = {
  type: z.enum(["container", "image", "volume", "network", "daemon", "plugin", "builder"]).optional().describe("Only of this kind of object."), // prettier-ignore
  action: z.string().min(1).max(100).optional().describe("Only this action, such as `die`."),
  object: z.string().min(1).max(512).optional().describe("Only of this object, by name or full id."),
  label: labelFilter.optional(),
  project: z.string().min(1).max(200).optional().describe("Only of containers of this Compose project."),
  caller: z.string().min(1).max(200).optional().describe("Only what calls of this token caused."),
  outside: z.boolean().optional().describe("True: only what nobody asked for through Gnosis Docker; false: only what somebody did."), // prettier-ignore
};
const chosen = z.object(choice);

/** Whether an event is wanted and may be seen. */
export function isWanted(context: OperationContext<Ports>, asked: z.output<typeof chosen>, event: KeptEvent): boolean {
  const labels: Readonly<Record<string, string>> = { ...event.attributes, ...event.labels };
  const hasLabel = (label: string): boolean => {
    const [key = "", ...value] = label.split("=");
    return Object.hasOwn(labels, key) && (value.length === 0 || labels[key] === value.join("="));
  };
  const target = eventTarget(event);
  return (
    (asked.type === undefined || event.type === asked.type) &&
    (asked.action === undefined || event.action === asked.action || event.action.startsWith(`${asked.action}:`)) &&
    (asked.object === undefined || event.object === asked.object || event.name === asked.object) &&
    (asked.label ?? []).every(hasLabel) &&
    (asked.project === undefined || hasLabel(`com.docker.compose.project=${asked.project}`)) &&
    (asked.caller === undefined || event.cause?.caller === asked.caller) &&
    (asked.outside === undefined || (event.cause === undefined) === asked.outside) &&
    // How the trash keeps an image is nobody's business.
    !(event.type === "image" && isHiddenReference(event.name)) &&
    !(event.type === "volume" && isHiddenName(event.object)) &&
    !isCopier(event.name) &&
    (target === undefined || context.inScope(target))
  );
}

/** Containers that one answer remembers its judgement of: whose a container is never changes. */
const mostRemembered = 1_000;

/** Judges whether the caller may know which container an event of a network or volume is about; of one that is gone, by what is kept of it. */
export function partyJudge(context: OperationContext<Ports>): (event: KeptEvent) => Promise<boolean> {
  const known = new Map<string, boolean>();
  const judge = async (event: KeptEvent, object: string): Promise<boolean> => {
    const party = await partyOf(context, event.type, event.attributes);
    if (party !== "gone") return party !== "hidden";
    const [last] = context.ports.events?.list({ type: "container", object }) ?? [];
    const target = last === undefined ? undefined : eventTarget(last);
    return context.inScope(target ?? { kind: "container", id: object, name: "", labels: {} });
  };
  return async (event) => {
    const object = event.attributes["container"];
    if (object === undefined || event.type === "container") return true;
    const before = known.get(object);
    if (before !== undefined) return before;
    const may = await judge(event, object);
    if (known.size >= mostRemembered) known.clear();
    known.set(object, may);
    return may;
  };
}
