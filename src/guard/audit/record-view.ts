import type { Intent, Outcome, RecordedCaller } from "./audit-log.ts";
import type { Entry, IntentEntry, NoteEntry, OutcomeEntry, RefusalEntry } from "./entry.ts";

/** One call, refusal or note, intent and outcome together. */
export interface RecordView {
  readonly id: string;
  readonly sequence: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly kind: "call" | "refusal" | "note";
  readonly state: "done" | "failed" | "refused" | "open" | "unknown";
  readonly caller?: RecordedCaller;
  readonly operation?: string;
  readonly risk?: Intent["risk"];
  readonly endpoint?: string;
  readonly targets?: Intent["targets"];
  readonly input?: unknown;
  readonly decision?: Intent["decision"];
  readonly policy?: string;
  readonly changes?: readonly string[];
  readonly code?: string;
  readonly message?: string;
  readonly note?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly outcome?: Omit<Outcome, "duration"> & {
    readonly sequence: number;
    readonly time: string;
    readonly duration?: number;
  };
}

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
