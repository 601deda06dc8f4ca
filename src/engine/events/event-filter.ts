import { matchesExactly, matchesLabels } from "../live/go-filter.ts";
import type { EngineEvent } from "../model.ts";
import type { Filters } from "../reader.ts";

/** Actions that are asked for without what comes after their colon, such as `exec_start: true`. */
const withDetail: ReadonlySet<string> = new Set(["exec_create", "exec_start", "health_status"]);

const withoutTag = (reference: string): string => {
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") && !reference.includes("@") ? reference.slice(0, colon) : reference;
};

/** The engine's `FuzzyMatch`: a value that is the text, or its beginning. */
const begins = (values: readonly string[] | undefined, text: string): boolean =>
  !values || values.length === 0 || values.some((value) => text.startsWith(value));

function isOfImage(values: readonly string[] | undefined, { Type, Actor }: EngineEvent): boolean {
  const name = Actor.Attributes[Type === "image" ? "name" : "image"] ?? "";
  return [Actor.ID, name].some((one) => matchesExactly(values, one) || matchesExactly(values, withoutTag(one)));
}

/** Whether the engine would tell an event to who asks with these filters. Source: moby `daemon/events/filter.go`. */
export function isAskedFor(event: EngineEvent, { type, event: actions, container, image, label }: Filters): boolean {
  const { Type, Action, Actor } = event;
  const { name = "" } = Actor.Attributes;
  const matchesAction = actions?.some((action) => withDetail.has(action)) === true ? begins : matchesExactly;
  return (
    matchesExactly(type, Type) &&
    matchesAction(actions, Action) &&
    (begins(container, Actor.ID) || begins(container, name)) &&
    isOfImage(image, event) &&
    matchesLabels(label, Actor.Attributes)
  );
}
