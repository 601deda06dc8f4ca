import type { Store } from "../../store/store.ts";
import type { EventGap, KeptEvent } from "./kept-event.ts";

/** Which kept events are asked for; all given conditions must hold. Moments in milliseconds since 1970. */
export interface EventQuery {
  readonly since?: number;
  readonly until?: number;
  readonly type?: string;
  /** The whole action, or its part before a colon. */
  readonly action?: string;
  /** Full id or name of the object. */
  readonly object?: string;
  /** True for what calls of ours caused, false for what happened otherwise. */
  readonly caused?: boolean;
  /** Name of the token whose calls caused it. */
  readonly caller?: string;
  /** Only events kept before this one. */
  readonly before?: number;
}

/** Kept events, newest first, one at a time: whoever filters further stops when there are enough. */
export function* keptEvents(store: Store, endpoint: string, query: EventQuery): Generator<KeptEvent, void, void> {
  const conditions = ["endpoint = ?"];
  const values: (string | number)[] = [endpoint];
  const add = (condition: string, ...given: (string | number)[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (query.since !== undefined) add("time >= ?", query.since);
  if (query.until !== undefined) add("time < ?", query.until);
  if (query.type !== undefined) add("type = ?", query.type);
  if (query.action !== undefined) add("(action = ? OR substr(action, 1, ?) = ?)", query.action, query.action.length + 1, `${query.action}:`); // prettier-ignore
  if (query.object !== undefined) add("(object = ? OR name = ?)", query.object, query.object);
  if (query.caused !== undefined) add(query.caused ? "cause IS NOT NULL" : "cause IS NULL");
  if (query.caller !== undefined) add("cause ->> '$.caller' = ?", query.caller);
  if (query.before !== undefined) add("number < ?", query.before);
  const rows = store
    .prepare(`SELECT * FROM event WHERE ${conditions.join(" AND ")} ORDER BY number DESC LIMIT ?`)
    .all(...values, rowsAtOnce) as unknown as Row[];
  for (const row of rows) yield eventOf(row);
  const last = rows.at(-1);
  if (last && rows.length === rowsAtOnce) yield* keptEvents(store, endpoint, { ...query, before: last.number });
}

/** Rows read in one go: a statement must not stay open while others write. */
const rowsAtOnce = 1_000;

/** Gaps that touch a time, oldest first. */
export function eventGaps(store: Store, endpoint: string, since: number, until: number): readonly EventGap[] {
  return store
    .prepare(
      "SELECT since, until FROM event_gap WHERE endpoint = ? AND until > ? AND since < ? ORDER BY since LIMIT 1000",
    )
    .all(endpoint, since, until) as unknown as EventGap[];
}

interface Row {
  readonly number: number;
  readonly time: number;
  readonly type: string;
  readonly action: string;
  readonly object: string;
  readonly name: string;
  readonly attributes: string;
  readonly labels: string;
  readonly cause: string | null;
}

function eventOf({ number, time, type, action, object, name, attributes, labels, cause }: Row): KeptEvent {
  return {
    ...{ number, time, type, action, object, name },
    attributes: JSON.parse(attributes),
    labels: JSON.parse(labels),
    ...(cause !== null && { cause: JSON.parse(cause) }),
  };
}
