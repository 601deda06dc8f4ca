import type { RecordView } from "../../catalogue/ports/audit-reader.ts";
import type { Entry, IntentEntry, NoteEntry, OutcomeEntry, RefusalEntry } from "./entry.ts";

/** A joined row of the log as answers show it. */
export function recordView(row: Record<string, unknown>): RecordView {
  const entry = JSON.parse(String(row["entry"])) as Entry;
  if (entry.kind === "note") return noteView(entry);
  if (entry.kind === "refusal") return refusalView(entry);
  const outcome = typeof row["outcome"] === "string" ? (JSON.parse(row["outcome"]) as OutcomeEntry) : undefined;
  return callView(entry as IntentEntry, outcome);
}

function noteView({ seq, time, id, note, detail }: NoteEntry): RecordView {
  return { id, sequence: seq, time, kind: "note", state: "done", note, detail };
}

function refusalView({ v: _, kind: _kind, seq, ...rest }: RefusalEntry): RecordView {
  return { ...rest, sequence: seq, kind: "refusal", state: "refused" };
}

function callView({ v: _, kind: _kind, seq, ...rest }: IntentEntry, outcome: OutcomeEntry | undefined): RecordView {
  const call = { ...rest, sequence: seq, kind: "call" as const };
  if (outcome === undefined) return { ...call, state: "open" };
  const { v: _v, kind, seq: sequence, id: _id, ...said } = outcome;
  const state = kind === "unknown" ? "unknown" : said.ok ? "done" : "failed";
  return { ...call, state, outcome: { ...said, sequence } };
}
