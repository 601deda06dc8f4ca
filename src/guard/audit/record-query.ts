import { GnosisError } from "../../kernel/errors.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Store } from "../../store/store.ts";
import type { RecordPage, RecordQuery, RecordView } from "../../catalogue/ports/audit-reader.ts";
import { recordView } from "./record-view.ts";

type Value = string | number;
/** A condition in SQL with its values. */
type Condition = readonly [string, ...Value[]];

/** Every record beside its outcome, for a WHERE to follow. */
export const joinedRecords = `SELECT r.seq, r.entry, o.seq AS outcome_seq, o.entry AS outcome FROM record r
  LEFT JOIN record o ON o.id = r.id AND o.kind IN ('outcome', 'unknown')`;

/** A page of records, newest first, intent and outcome together. Throws INPUT_INVALID for a cursor that is none of ours. */
export function listRecords(store: Store, query: RecordQuery): RecordPage {
  const limit = Math.min(Math.max(query.limit ?? 100, 1), 1_000);
  const conditions = conditionsOf(store, query);
  const where = conditions.map(([sql]) => `(${sql})`).join(" AND ");
  const values = conditions.flatMap(([, ...rest]) => rest);
  const rows = store.prepare(`${joinedRecords} WHERE ${where} ORDER BY r.seq DESC LIMIT ?`).all(...values, limit + 1);
  const records = rows.slice(0, limit).map(recordView);
  const last = records.at(-1);
  return rows.length > limit && last !== undefined ? { records, next: String(last.sequence) } : { records };
}

/** One record by its id. Throws RECORD_NOT_FOUND. */
export function showRecord(store: Store, id: string): RecordView {
  const row = store.prepare(`${joinedRecords} WHERE r.id = ? AND r.kind NOT IN ('outcome', 'unknown')`).get(id);
  if (row === undefined) throw new GnosisError("RECORD_NOT_FOUND", `There is no record ${id}.`, { where: "id" });
  return recordView(row);
}

/** Records whose entries hold this text as it stands, newest first, at most 100. */
export function recordsWith(store: Store, text: string): RecordView[] {
  const sql = `${joinedRecords} WHERE r.id IN (SELECT id FROM record WHERE instr(entry, ?) > 0 ORDER BY seq DESC LIMIT 200)
    AND r.kind NOT IN ('outcome', 'unknown') ORDER BY r.seq DESC LIMIT 100`;
  return store.prepare(sql).all(text).map(recordView);
}

/** The stored entries as they are, oldest first, each with its hash (hex). */
export function* recordEntries(
  store: Store,
  query: Pick<RecordQuery, "since" | "until">,
): Generator<Readonly<Record<string, unknown>>> {
  const page = store.prepare(
    "SELECT seq, entry, hash FROM record WHERE seq > ? AND time >= ? AND time < ? ORDER BY seq LIMIT 500",
  );
  const from = timestamp(query.since ?? 0);
  const until = timestamp(query.until ?? 253_402_300_799_999);
  let after = 0;
  for (;;) {
    // Pages, not one open statement: a reader that pauses must not hold the log's old pages for ever.
    const rows = page.all(after, from, until);
    if (rows.length === 0) return;
    for (const row of rows) {
      after = Number(row["seq"]);
      const hash = Buffer.from(row["hash"] as Uint8Array).toString("hex");
      yield { ...(JSON.parse(String(row["entry"])) as object), hash };
    }
  }
}

function conditionsOf(store: Store, query: RecordQuery): Condition[] {
  const { since, until, caller, operation, target, decision, ok, kind, session, changes, cursor } = query;
  const conditions: Condition[] = [
    kind === undefined
      ? ["r.kind IN ('intent', 'refusal', 'note')"]
      : ["r.kind = ?", kind === "call" ? "intent" : kind],
  ];
  if (cursor !== undefined) conditions.push(["r.seq < ?", readCursor(cursor)]);
  if (since !== undefined) conditions.push(["r.time >= ?", timestamp(since)]);
  if (until !== undefined) conditions.push(["r.time < ?", timestamp(until)]);
  if (caller !== undefined) conditions.push(byCaller(store, caller));
  if (operation !== undefined) conditions.push(...byOperation(operation));
  if (target !== undefined) conditions.push(byTarget(target));
  if (decision !== undefined) conditions.push(["r.entry ->> '$.decision.effect' = ?", decision]);
  if (session !== undefined) conditions.push(["r.session = ?", session]);
  if (changes === true) conditions.push(["r.kind <> 'intent' OR r.entry ->> '$.risk' <> 'read'"]);
  if (ok === true) conditions.push(["o.entry ->> '$.ok' = 1"]);
  if (ok === false) conditions.push(["r.kind = 'refusal' OR o.entry ->> '$.ok' = 0"]);
  return conditions;
}

function readCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new GnosisError("INPUT_INVALID", "The cursor is not one that a list has given.", { where: "cursor" });
}

/** Ids are tried before names, so that one index answers, in the order of the records. */
function byCaller(store: Store, caller: string): Condition {
  const isId = store.prepare("SELECT 1 FROM record WHERE caller = ? LIMIT 1").get(caller) !== undefined;
  return [isId ? "r.caller = ?" : "r.caller_name = ?", caller];
}

function byOperation(operation: string): Condition[] {
  if (!operation.endsWith("*")) return [["r.operation = ?", operation]];
  const start = operation.slice(0, -1);
  return start === ""
    ? [["r.operation IS NOT NULL"]]
    : [["r.operation >= ? AND r.operation < ?", start, `${start}\uffff`]];
}

function byTarget(target: string): Condition {
  const sql = `r.seq IN (SELECT seq FROM record WHERE target = ? UNION SELECT seq FROM record WHERE target_name = ?
    UNION SELECT record.seq FROM record, json_each(record.entry, '$.targets') t
    WHERE record.second_target IS NOT NULL AND (t.value ->> '$.id' = ? OR t.value ->> '$.name' = ?))`;
  return [sql, target, target, target, target];
}
