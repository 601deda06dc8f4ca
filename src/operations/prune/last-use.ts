import { timestamp } from "../../kernel/clock.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import type { EventLog } from "../event-log.ts";

/** Events that are looked through for uses of images: enough for weeks of a busy host, and little time. */
const most = 20_000;
const uses: ReadonlySet<string> = new Set(["create", "start", "die", "destroy"]);

const whole = (reference: string): string => parseImageReference(reference)?.text ?? reference;

/** When containers of an image last came, started or ended, by every name that they called it by; as far as events are kept. */
export function imageUses(events: EventLog | undefined): (names: readonly string[]) => string | null {
  const latest = new Map<string, number>();
  let seen = 0;
  for (const { action, attributes, time } of events?.list({ type: "container" }) ?? []) {
    if (++seen > most) break;
    const image = attributes["image"];
    if (image !== undefined && uses.has(action) && !latest.has(whole(image))) latest.set(whole(image), time);
  }
  return (names) => {
    const times = names.flatMap((name) => latest.get(whole(name)) ?? []);
    return times.length === 0 ? null : timestamp(Math.max(...times));
  };
}

/** When a volume was last mounted or let go, or a network joined or left; null when no kept event tells. */
export function lastEvent(events: EventLog | undefined, type: string, object: string, actions: readonly string[]) {
  for (const { action, time } of events?.list({ type, object }) ?? []) {
    if (actions.includes(action)) return timestamp(time);
  }
  return null;
}
