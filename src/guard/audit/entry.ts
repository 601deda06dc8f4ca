import type { RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import type { Intent, Outcome } from "./audit-log.ts";

/** What every entry has. */
interface EntryBase {
  /** Version of the entry's form. */
  readonly v: 1;
  readonly seq: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Joins the entries of one call. */
  readonly id: string;
}

/** Written before a call runs. */
export interface IntentEntry extends EntryBase, Omit<Intent, "input"> {
  readonly kind: "intent";
  readonly input?: unknown;
}

/** Written after it ran; `unknown` when the server ended in between. */
export interface OutcomeEntry extends EntryBase, Partial<Omit<Outcome, "ok">> {
  readonly kind: "outcome" | "unknown";
  readonly ok: boolean;
}

/** A call that was refused. */
export interface RefusalEntry extends EntryBase {
  readonly kind: "refusal";
  readonly caller: RecordedCaller;
  readonly operation: string;
  readonly endpoint: string;
  readonly targets?: Intent["targets"];
  readonly input?: unknown;
  readonly decision?: Intent["decision"];
  readonly code: string;
  readonly message: string;
}

/** What is not a call: start, stop, policy changes, failed logins. */
export interface NoteEntry extends EntryBase {
  readonly kind: "note";
  readonly note: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One entry of the log. */
export type Entry = IntentEntry | OutcomeEntry | RefusalEntry | NoteEntry;

type WithoutPlace<E> = E extends Entry ? Omit<E, "v" | "seq" | "time"> : never;

/** An entry before it has its place in the log. */
export type NewEntry = WithoutPlace<Entry>;
