import type { KeptEvent } from "../../engine/events/kept-event.ts";
import { type Difference, differenceOfObject, objectKey } from "./difference.ts";

/** An object that a call touched, and how it differed by then from before the session. */
export interface CourseStep extends Omit<Difference, "change"> {
  /** Record of the call. */
  readonly record: string;
  /** Null when the object was again as before the session. */
  readonly change: Difference["change"] | null;
}

/**
 * How the difference came about: one step for each object that a call touched, in the order in which they happened. The latest step of
 * each object, up to some call, is the difference after that call. Events oldest first.
 */
export function courseOf(events: readonly KeptEvent[]): CourseStep[] {
  const kept = new Map<string, KeptEvent[]>();
  const steps = new Map<string, CourseStep>();
  for (const event of events) {
    if (event.cause === undefined) continue;
    const object = objectKey(event);
    const own = keep(kept.get(object) ?? [], event);
    kept.set(object, own);
    const key = `${event.cause.record} ${object}`;
    const { type: kind, object: id, name } = event;
    const step = differenceOfObject(own) ?? {
      kind,
      id,
      name,
      change: null,
      summary: `The ${kind} '${name}' is as before.`,
    };
    // Told where it last happened: a later one of the same object must not come before it.
    steps.delete(key);
    steps.set(key, { record: event.cause.record, ...step });
  }
  return [...steps.values()];
}

const sameSort = (one: KeptEvent, other: KeptEvent): boolean =>
  one.action === other.action && one.cause?.operation === other.cause?.operation;

/** An object's events so far: of those of one sort only the first and the last count, so that a thousand restarts take no longer than two. */
function keep(own: readonly KeptEvent[], event: KeptEvent): KeptEvent[] {
  const same = own.filter((one) => sameSort(one, event));
  return [...(same.length < 2 ? own : own.filter((one) => one !== same[1])), event];
}
