import type { EventQuery } from "../engine/events/event-query.ts";
import type { EventGap, KeptEvent } from "../engine/events/kept-event.ts";
import type { Missed } from "../engine/fanout.ts";
import type { EngineEvent } from "../engine/model.ts";

/** The engine's events, as far back as they are kept. */
export interface EventLog {
  /** Newest first. */
  readonly list: (query: EventQuery) => Iterable<KeptEvent>;
  /** Times of which no events are known, oldest first; milliseconds since 1970. */
  readonly gaps: (since: number, until: number) => readonly EventGap[];
  /** From now on; a reader that is too slow is told how many it missed. */
  readonly follow: (signal: AbortSignal) => AsyncGenerator<KeptEvent | EventGap | Missed, void, void>;
  /** The engine's clock, milliseconds since 1970. */
  readonly engineNow: () => number;
  /** The same as the engine tells them, over the one stream that all share; nothing while that is down. */
  readonly shared: (signal: AbortSignal) => AsyncGenerator<EngineEvent | Missed, void, void> | undefined;
}
