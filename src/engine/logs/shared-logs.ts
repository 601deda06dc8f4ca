import type { EngineClient, OutputChunk } from "../client.ts";
import { Fanout, Missed } from "../fanout.ts";
import { openLog } from "./open-log.ts";
import { stampedMessages, type StampedMessage } from "./stamped.ts";

/** Bytes that a follower may be behind. */
const followerQueue = 4 * 1024 * 1024;
/** Lines before its beginning that a shared stream starts with: more than can be written while it is being opened. */
const overlap = 1_000;

/** Which part of a log is followed. */
export interface FollowRange {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  /** Lines before now: a number or `all`. */
  readonly tail: string;
  /** Unix seconds. */
  readonly since?: number;
}

interface Shared {
  readonly fanout: Fanout<readonly StampedMessage[]>;
  readonly opened: Promise<unknown>;
  readonly stop: AbortController;
}

/** Follows logs for many readers over one stream of the engine for each log; a slow reader is told what it missed. */
export class SharedLogs {
  readonly #client: EngineClient;
  readonly #streams = new Map<string, Shared>();

  constructor(client: EngineClient) {
    this.#client = client;
  }

  /** Streams of the engine that are open. */
  get open(): number {
    return this.#streams.size;
  }

  /** A log from its tail on, until the container ends or the signal. The container must not have a TTY. */
  async *follow(
    container: string,
    range: FollowRange,
    signal: AbortSignal,
  ): AsyncGenerator<readonly OutputChunk[] | Missed, void, void> {
    const key = `${container} ${range.stdout} ${range.stderr}`;
    const shared = this.#shared(key, container, range);
    // Before the past is read, so that nothing lies between both.
    const left = new AbortController();
    const live = shared.fanout.read(AbortSignal.any([signal, left.signal]));
    try {
      await shared.opened;
      let last = "";
      for await (const messages of this.#past(container, range, signal)) {
        last = messages.at(-1)!.time;
        if (range.tail !== "0") yield chunksOf(messages, range);
      }
      for await (const messages of live) {
        if (messages instanceof Missed) yield messages;
        else {
          // The beginning of the shared stream and what came meanwhile have been read with the past.
          const fresh = messages[0]!.time > last ? messages : messages.filter(({ time }) => time > last);
          if (fresh.length > 0) yield chunksOf(fresh, range);
        }
      }
    } finally {
      left.abort();
      if (shared.fanout.readers === 0) {
        shared.stop.abort();
        if (this.#streams.get(key) === shared) this.#streams.delete(key);
      }
    }
  }

  async *#past(container: string, { stdout, stderr, tail, since }: FollowRange, signal: AbortSignal) {
    const body = await openLog(this.#client, container, {
      // The time of the last line is needed even where no line is wanted.
      query: { stdout, stderr, timestamps: true, tail: tail === "0" ? "1" : tail, since: since?.toFixed(9) },
      signal,
    });
    yield* stampedMessages(body);
  }

  #shared(key: string, container: string, { stdout, stderr }: FollowRange): Shared {
    const known = this.#streams.get(key);
    if (known) return known;
    const bytes = (messages: readonly StampedMessage[]) =>
      messages.reduce((sum, { stamped }) => sum + stamped.length, 0);
    const fanout = new Fanout<readonly StampedMessage[]>(followerQueue, bytes, (messages) => messages.length);
    const stop = new AbortController();
    const opening = openLog(this.#client, container, {
      query: { stdout, stderr, timestamps: true, follow: true, tail: String(overlap) },
      signal: stop.signal,
      timeout: "none",
    });
    const pump = async () => {
      try {
        for await (const messages of stampedMessages(await opening)) fanout.push(messages);
        fanout.end();
      } catch (error) {
        fanout.end(error instanceof Error ? error : new Error(String(error)));
      }
      if (this.#streams.get(key) === shared) this.#streams.delete(key);
    };
    const shared: Shared = { fanout, opened: opening, stop };
    this.#streams.set(key, shared);
    void pump();
    return shared;
  }
}

const chunksOf = (messages: readonly StampedMessage[], { timestamps }: FollowRange): OutputChunk[] =>
  messages.map(({ stream, stamped, data }) => ({ stream, data: timestamps ? stamped : data }));
