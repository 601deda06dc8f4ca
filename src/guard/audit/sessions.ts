import { timestamp } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import { joinedRecords } from "./record-query.ts";
import type { RecordView, RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import type { SessionView } from "../../catalogue/ports/session-reader.ts";
import { recordView } from "./record-view.ts";

/** Milliseconds between two calls of a caller that names no session, after which the next one begins. */
const pause = 600_000;
/** Records that one look takes in; older ones of a longer time are left out. */
const mostRecords = 5_000;

type Value = string | number | null;

/** The sessions with a record since then (milliseconds since 1970; the last 24 hours by default), newest first. */
export function listSessions(
  store: Store,
  query: { readonly since?: number; readonly caller?: string; readonly limit?: number },
  now: number,
): SessionView[] {
  const where = "r.time >= ? AND (?2 IS NULL OR r.caller = ?2 OR r.caller_name = ?2)";
  const records = look(store, where, timestamp(query.since ?? now - 24 * 3_600_000), query.caller ?? null);
  const sessions = new Map<string, RecordView[]>();
  const current = new Map<string, RecordView[]>();
  for (const record of records) {
    const { caller } = record;
    if (caller === undefined) continue;
    const before = current.get(caller.id);
    const goes = caller.session === undefined && before !== undefined && gap(before.at(-1), record) <= pause;
    const key =
      caller.session === undefined
        ? `at ${goes ? before[0]?.sequence : record.sequence}`
        : `of ${caller.id} ${caller.session}`;
    const members = sessions.get(key) ?? [];
    members.push(record);
    sessions.set(key, members);
    if (caller.session === undefined) current.set(caller.id, members);
  }
  return [...sessions.values()]
    .map((members) => summary(members, firstOf(store, members[0] as RecordView)))
    .toSorted((a, b) => (a.ended < b.ended ? 1 : -1))
    .slice(0, query.limit ?? 100);
}

/** One session with its records, oldest first, at most 5,000. Throws SESSION_NOT_FOUND. */
export function inspectSession(
  store: Store,
  id: string,
): { readonly session: SessionView; readonly records: readonly RecordView[] } {
  const start = /^at-(\d{1,15})$/.exec(id)?.[1];
  const records = start === undefined ? look(store, "r.session = ?", id) : from(store, Number(start));
  const [first] = records;
  if (first?.caller === undefined) {
    throw new GnosisError("SESSION_NOT_FOUND", `There is no session '${id}'.`, { where: "id" });
  }
  // A client chooses its session's name: only the calls of the caller who used it first are meant.
  const { id: caller } = first.caller;
  const own = records.filter((record) => record.caller?.id === caller);
  return { session: summary(own, id), records: own };
}

function look(store: Store, where: string, ...values: Value[]): RecordView[] {
  const sql = `SELECT * FROM (${joinedRecords} WHERE r.kind IN ('intent', 'refusal') AND ${where}
    ORDER BY r.seq DESC LIMIT ${mostRecords}) ORDER BY seq`;
  return store
    .prepare(sql)
    .all(...values)
    .map(recordView);
}

/** The calls without a session of the caller of that record, from there on, until there is a pause. */
function from(store: Store, sequence: number): RecordView[] {
  const sql = `${joinedRecords} WHERE r.kind IN ('intent', 'refusal') AND r.session IS NULL AND r.seq >= ?1
    AND r.caller = (SELECT caller FROM record WHERE seq = ?1) ORDER BY r.seq LIMIT ${mostRecords}`;
  const records = store.prepare(sql).all(sequence).map(recordView);
  const end = records.findIndex((record, index) => index > 0 && gap(records[index - 1], record) > pause);
  return end < 0 ? records : records.slice(0, end);
}

function gap(before: RecordView | undefined, after: RecordView): number {
  return before === undefined ? 0 : Date.parse(after.time) - Date.parse(before.time);
}

/** A session's id; one without a name may have begun before the time that was looked at. */
function firstOf(store: Store, record: RecordView): string {
  const { session, id } = record.caller as RecordedCaller;
  if (session !== undefined) return session;
  const before = store.prepare(
    "SELECT seq, time FROM record WHERE caller = ? AND session IS NULL AND kind IN ('intent', 'refusal') AND seq < ? ORDER BY seq DESC LIMIT 1",
  );
  let { sequence, time } = record;
  for (let steps = 0; steps < mostRecords; steps++) {
    const row = before.get(id, sequence) as { seq: number; time: string } | undefined;
    if (row === undefined || Date.parse(time) - Date.parse(row.time) > pause) break;
    [sequence, time] = [row.seq, row.time];
  }
  return `at-${sequence}`;
}

function summary(records: readonly RecordView[], id: string): SessionView {
  const [first] = records;
  const last = records.at(-1);
  const { caller } = first as { caller: RecordedCaller };
  const count = (test: (record: RecordView) => boolean): number => records.filter(test).length;
  const operations = new Map<string, number>();
  for (const { operation = "" } of records) operations.set(operation, (operations.get(operation) ?? 0) + 1);
  const distinct = (of: (caller: RecordedCaller) => string | undefined): string[] => [
    ...new Set(records.flatMap((record) => (record.caller === undefined ? [] : (of(record.caller) ?? [])))),
  ];
  return {
    id,
    caller: { id: caller.id, name: caller.name, role: caller.role },
    surfaces: distinct(({ surface }) => surface),
    clients: distinct(({ client }) => client),
    started: first?.time ?? "",
    ended: last?.outcome?.time ?? last?.time ?? "",
    calls: records.length,
    changes: count(({ kind, risk }) => kind === "call" && risk !== "read"),
    failed: count(({ state }) => state === "failed"),
    refused: count(({ state }) => state === "refused"),
    unknown: count(({ state }) => state === "unknown"),
    operations: [...operations]
      .map(([operation, calls]) => ({ operation, calls }))
      .toSorted((a, b) => b.calls - a.calls || (a.operation < b.operation ? -1 : 1)),
  };
}
