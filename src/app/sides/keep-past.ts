import type { Settings } from "../../config/settings.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { LiveState } from "../../engine/live/live-state.ts";
import { StatsHistory } from "../../engine/stats/history.ts";
import { Sampler } from "../../engine/stats/sampler.ts";
import type { Ports } from "../../operations/ports.ts";
import type { Store } from "../../store/store.ts";

/** What keeping needs beside the engine. */
export interface KeepingParts {
  readonly store: Store;
  readonly settings: Pick<Settings, "statsInterval" | "statsWatchedInterval" | "statsKept">;
}

/** What is kept of one engine's past, as operations see it. */
export interface KeptPast {
  readonly ports: Pick<Ports, "use">;
  readonly close: () => void;
}

/** Samples what containers use, and keeps what passes. */
export function keepPast(client: EngineClient, live: LiveState, { store, settings }: KeepingParts): KeptPast {
  const history = new StatsHistory(store, settings.statsKept);
  const sampler = new Sampler({
    client,
    running: () => live.containers.sorted().flatMap(({ inspect }) => (inspect.State.Running ? inspect.Id : [])),
    watchedInterval: settings.statsWatchedInterval,
    idleInterval: settings.statsInterval,
    taken: (samples) => history.add(samples),
  });
  sampler.start();
  return {
    ports: {
      use: {
        sample: (container) => sampler.sample(container),
        follow: (container, signal) => sampler.follow(container, signal),
        history: (container, since, until, seconds) => history.between(container, since, until, seconds),
      },
    },
    close: () => {
      sampler.stop();
      history.close();
    },
  };
}
