import { setTimeout as delay } from "node:timers/promises";
import type { EngineClient } from "../client.ts";
import type { EngineEvent } from "../model.ts";
import { eventOfPodman, isPodman } from "../podman.ts";
import { ndjson } from "../ndjson.ts";

/** Milliseconds between attempts: the first, and the longest. */
const firstDelay = 100;
const longestDelay = 5_000;
/** Milliseconds between looks whether an engine that says nothing is still there, and for its answer. */
const pingInterval = 5_000;

/** What the follower tells. */
export interface EventStreamListener {
  /** The stream is open; `since` is the engine's moment from which on nothing is missed. Events may come before this returns. */
  readonly up: () => void;
  readonly event: (event: EngineEvent) => void;
  readonly down: (error: unknown) => void;
}

/**
 * Follows the engine's events until the signal, opening the stream again with growing pauses. `since` gives the engine's moment (seconds,
 * with nanoseconds after the point) from which a new stream starts, so that nothing between asking and listening is missed.
 */
export async function followEvents(
  client: EngineClient,
  since: () => Promise<string>,
  listener: EventStreamListener,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = firstDelay; !signal.aborted; pause = Math.min(pause * 2, longestDelay)) {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    let error: unknown;
    try {
      const query = { since: await since() };
      const { body, headers } = await client.open("GET", "/events", { query, signal: either, timeout: 10_000 });
      listener.up();
      pause = firstDelay;
      void watch(client, either, stop);
      const told = isPodman(headers) ? eventOfPodman : (value: unknown) => value;
      for await (const value of ndjson(body)) listener.event(told(value) as EngineEvent);
    } catch (thrown) {
      error = thrown;
    }
    stop.abort();
    if (signal.aborted) return;
    listener.down(error ?? new Error("the engine ended its event stream"));
    // Between half and the whole pause, so that several servers don't come at once.
    await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
  }
}

/** A silent stream looks the same whether nothing happens or the engine hangs: asks, and ends the stream when there is no answer. */
async function watch(client: EngineClient, signal: AbortSignal, stop: AbortController): Promise<void> {
  while (!signal.aborted) {
    await delay(pingInterval, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    await client.json("GET", "/_ping", { signal, timeout: pingInterval }).catch((error: unknown) => stop.abort(error));
  }
}
