import type { KeptEvent } from "../../engine/events/kept-event.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { RecordView } from "../../catalogue/ports/audit-reader.ts";
import type { Ports } from "../ports.ts";
import type { SessionView } from "../../catalogue/ports/session-reader.ts";
import { courseOf, type CourseStep } from "./course.ts";
import { type Difference, differenceOf } from "./difference.ts";

/** What there is to tell of a session. */
export interface Account {
  readonly session: SessionView;
  /** Oldest first. */
  readonly records: readonly RecordView[];
  /** What happened because of it, oldest first. */
  readonly events: readonly KeptEvent[];
  readonly difference: readonly Difference[];
  /** How the difference came about, call by call. */
  readonly course: readonly CourseStep[];
}

/** Events that are looked through for those of a session. */
const mostEvents = 20_000;
/** Milliseconds after a session's last call in which its effects may still come. */
const aftermath = 60_000;

/** Puts together a session's calls, the events that they caused, and what is different on the host. Throws SESSION_NOT_FOUND. */
export function accountOf({ sessions, events }: Ports, id: string): Account {
  if (sessions === undefined) throw new GnosisError("INTERNAL", "This server keeps no sessions.");
  const { session, records } = sessions.inspect(id);
  const ids = new Set(records.map((record) => record.id));
  const caused: KeptEvent[] = [];
  let looked = 0;
  const span = { since: Date.parse(session.started), until: Date.parse(session.ended) + aftermath, caused: true };
  for (const event of events?.list(span) ?? []) {
    if (event.cause !== undefined && ids.has(event.cause.record)) caused.push(event);
    if (++looked >= mostEvents) break;
  }
  const oldestFirst = caused.toReversed();
  return {
    ...{ session, records, events: oldestFirst },
    difference: differenceOf(oldestFirst),
    course: courseOf(oldestFirst),
  };
}
