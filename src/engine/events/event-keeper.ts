import { redact } from "../../kernel/redaction.ts";
import type { Store } from "../../store/store.ts";
import { Fanout, type Missed } from "../fanout.ts";
import type { LiveState } from "../live/live-state.ts";
import type { EngineEvent } from "../model.ts";
import type { Cause, EventGap, KeptEvent } from "./kept-event.ts";

/** Milliseconds between writes; by then the calls that made things happen have mostly ended, and tell what they made. */
const writeInterval = 1_000;
/** Milliseconds after the stream is up in which the last known event must have come once more. */
const overlapPatience = 2_000;
/** Milliseconds between cuts of what is too old or too much. */
const cutInterval = 60_000;
/** Events that a follower may be behind. */
const followerQueue = 2_000;
/** Events that wait to be written while the store can't be. */
const longestWait = 50_000;

/** What the keeper needs. */
export interface EventKeeperOptions {
  readonly store: Store;
  readonly live: LiveState;
  readonly endpoint: string;
  /** How long events are kept, milliseconds, and how many at most. */
  readonly keptFor: number;
  readonly keptAtMost: number;
  /** The call of ours that made an event happen; `time` is its moment on our clock, milliseconds since 1970. */
  readonly cause: (event: EngineEvent, time: number) => Cause | undefined;
}

/** Keeps the engine's events in the store, with the calls that caused them and the gaps between, and gives them to followers. */
export class EventKeeper {
  readonly #options: EventKeeperOptions;
  readonly #waiting: EngineEvent[] = [];
  readonly #labels = new WeakMap<EngineEvent, Readonly<Record<string, string>>>();
  readonly #followers = new Fanout<KeptEvent | EventGap>(followerQueue);
  readonly #timer: NodeJS.Timeout;
  readonly #deaf: () => void;
  /** The last event before the stream went down: when it comes again, nothing was missed. */
  #anchor: { readonly nano: number; readonly time: number } | undefined;
  #overlapped = false;
  #cutAt = 0;

  constructor(options: EventKeeperOptions) {
    this.#options = options;
    this.#anchor = this.#last();
    this.#deaf = options.live.listen({
      event: (event) => this.#take(event),
      up: () => void setTimeout(() => this.#checkGap(), overlapPatience).unref(),
      down: () => this.#await(),
    });
    this.#timer = setInterval(() => this.write(), writeInterval);
    this.#timer.unref();
  }

  /** Unix seconds from which the engine should tell again, so that what happened while nobody listened is kept as well. */
  get resumeFrom(): number | undefined {
    return this.#anchor && Math.floor(this.#anchor.nano / 1e9);
  }

  /** Events and gaps from now on. */
  follow(signal: AbortSignal): AsyncGenerator<KeptEvent | EventGap | Missed, void, void> {
    return this.#followers.read(signal);
  }

  /** Writes what waits; what can't be written now waits on. */
  write(): void {
    const { store, endpoint } = this.#options;
    const now = Date.now();
    const cut = now - this.#cutAt > cutInterval;
    if (this.#waiting.length === 0 && !cut) return;
    const events = this.#waiting.splice(0);
    try {
      store.transaction(() => {
        const insert = store.prepare(
          "INSERT OR IGNORE INTO event (endpoint, nano, time, type, action, object, name, attributes, labels, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        );
        for (const event of events) {
          const { time, type, action, object, name, attributes, labels, cause } = this.#kept(event);
          const texts = [JSON.stringify(attributes), JSON.stringify(labels), cause ? JSON.stringify(cause) : null];
          insert.run(endpoint, event.timeNano, time, type, action, object, name, ...texts);
        }
        if (cut) this.#cut(now);
      }, "lazy");
    } catch {
      this.#waiting.unshift(...events.slice(-longestWait));
    }
  }

  close(): void {
    this.#deaf();
    clearInterval(this.#timer);
    this.write();
    this.#followers.end();
  }

  #last(): { nano: number; time: number } | undefined {
    const row = this.#options.store
      .prepare("SELECT nano, time FROM event WHERE endpoint = ? ORDER BY nano DESC LIMIT 1")
      .get(this.#options.endpoint);
    return row as { nano: number; time: number } | undefined;
  }

  #await(): void {
    this.write();
    this.#anchor = this.#last();
    this.#overlapped = false;
  }

  #checkGap(): void {
    const { store, live, endpoint } = this.#options;
    const anchor = this.#anchor;
    if (anchor === undefined || !live.live) return;
    this.#anchor = undefined;
    if (this.#overlapped) return;
    const gap = { since: anchor.time, until: Date.now() };
    try {
      store
        .prepare("INSERT INTO event_gap (endpoint, since, until) VALUES (?, ?, ?)")
        .run(endpoint, gap.since, gap.until);
    } catch {
      // The store says so elsewhere; followers hear of it all the same.
    }
    this.#followers.push(gap);
  }

  #take(event: EngineEvent): void {
    if (this.#anchor !== undefined && event.timeNano <= this.#anchor.nano) {
      // Told once more; what lies before the anchor is kept already.
      this.#overlapped ||= event.timeNano === this.#anchor.nano;
      return;
    }
    this.#labels.set(event, this.#labelsNow(event));
    this.#waiting.push(event);
    if (this.#waiting.length > longestWait) this.#waiting.shift();
    if (this.#followers.readers > 0) this.#followers.push(this.#kept(event));
  }

  #kept(event: EngineEvent): KeptEvent {
    const attributes = redact({ attributes: event.Actor.Attributes }).attributes;
    const time = event.timeNano > 0 ? Math.floor(event.timeNano / 1e6) : event.time * 1000;
    const { live } = this.#options;
    const cause = this.#options.cause(event, time + Date.now() - live.engineNow());
    return {
      time,
      type: event.Type,
      action: redact(event.Action),
      object: event.Actor.ID,
      name: event.Actor.Attributes["name"] ?? event.Actor.ID,
      attributes,
      labels: this.#labels.get(event) ?? {},
      ...(cause && { cause }),
    };
  }

  /** Labels of the volume or network as memory has them before this event is applied; others bring theirs as attributes. */
  #labelsNow({ Type, Actor }: EngineEvent): Readonly<Record<string, string>> {
    const { live } = this.#options;
    if (Type === "volume") return live.volumes.value.find(({ Name }) => Name === Actor.ID)?.Labels ?? {};
    if (Type === "network") return live.networks.value.find(({ Id }) => Id === Actor.ID)?.Labels ?? {};
    return {};
  }

  #cut(now: number): void {
    const { store, endpoint, keptFor, keptAtMost } = this.#options;
    this.#cutAt = now;
    for (const [table, column] of [
      ["event", "time"],
      ["event_gap", "until"],
    ]) {
      store.prepare(`DELETE FROM ${table} WHERE endpoint = ? AND ${column} < ?`).run(endpoint, now - keptFor);
    }
    store
      .prepare("DELETE FROM event WHERE number <= (SELECT number FROM event ORDER BY number DESC LIMIT 1 OFFSET ?)")
      .run(keptAtMost);
  }
}
