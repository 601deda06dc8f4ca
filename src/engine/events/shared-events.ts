import { Fanout, type Missed } from "../fanout.ts";
import type { LiveState } from "../live/live-state.ts";
import type { EngineEvent } from "../model.ts";

/** Events that a follower may be behind. */
const followerQueue = 2_000;

/** Gives the engine's events to many followers over the one stream that keeps the live state; a slow one is told what it missed. */
export class SharedEvents {
  readonly #live: LiveState;
  readonly #deaf: () => void;
  #fanout = new Fanout<EngineEvent>(followerQueue);

  constructor(live: LiveState) {
    this.#live = live;
    this.#deaf = live.listen({
      event: (event) => this.#fanout.push(event),
      down: (error) => this.#end(error instanceof Error ? error : new Error(String(error))),
    });
  }

  /** Events from now on, as the engine tells them, until the signal; fails when the stream does. Nothing while it is down. */
  follow(signal: AbortSignal): AsyncGenerator<EngineEvent | Missed, void, void> | undefined {
    return this.#live.live ? this.#fanout.read(signal) : undefined;
  }

  close(): void {
    this.#deaf();
    this.#fanout.end();
  }

  #end(error: Error): void {
    const ended = this.#fanout;
    this.#fanout = new Fanout<EngineEvent>(followerQueue);
    ended.end(error);
  }
}
