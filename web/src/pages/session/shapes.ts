import { stateOf } from "../../parts/state-word.tsx";
import type { RecordRow, SessionRow } from "../shapes.ts";

/** An object that is otherwise than before the session. */
export interface Different {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly change: string;
  readonly summary: string;
}

/** A session, as `session.inspect` tells it. */
export interface Inspected {
  readonly session: SessionRow;
  readonly difference: readonly Different[];
  /** How the difference came about, in order; `change` is null where the object was again as before. */
  readonly course: readonly (Omit<Different, "change"> & { readonly change: string | null; readonly record: string })[];
  readonly events: readonly {
    readonly time: string;
    readonly type: string;
    readonly action: string;
    readonly name: string;
    readonly record: string;
  }[];
  /** Oldest first. */
  readonly records: readonly RecordRow[];
}

/** What was different on the host right after the given calls. */
export function differenceAfter(course: Inspected["course"], records: ReadonlySet<string>): readonly Different[] {
  const latest = new Map<string, Different>();
  for (const { record, change, ...rest } of course) {
    if (!records.has(record)) continue;
    const key = `${rest.kind} ${rest.id}`;
    latest.delete(key);
    if (change !== null) latest.set(key, { ...rest, change });
  }
  return [...latest.values()];
}

/** All of it in one line: how many calls, what they changed, and what was not let through. */
export function summed({ session, difference, records }: Inspected): string {
  const count = new Map<string, number>();
  for (const { kind, change } of difference) {
    const words = `${change} ${kind}`;
    count.set(words, (count.get(words) ?? 0) + 1);
  }
  const changed = [...count].map(([words, times]) => {
    const [change = "", kind = ""] = words.split(" ");
    return `${times} ${kind}${times === 1 ? "" : "s"} ${change}`;
  });
  // A call that was asked for was not refused: whoever reads this looks for denials.
  const waited = records.filter((record) => stateOf(record) === "asked").length;
  const refused = session.refused - waited;
  const asked = records.filter(({ decision }) => decision?.effect === "ask").length;
  return [
    `${session.calls} ${session.calls === 1 ? "call" : "calls"}`,
    ...(changed.length === 0 ? ["nothing is different on the host"] : changed),
    ...(asked === 0 ? [] : [`${asked} asked for`]),
    ...(refused <= 0 ? [] : [`${refused} refused`]),
    ...(session.failed === 0 ? [] : [`${session.failed} failed`]),
  ].join(", ");
}
