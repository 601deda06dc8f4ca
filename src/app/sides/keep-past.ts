import type { Settings } from "../../config/settings.ts";
import type { EngineClient } from "../../engine/client.ts";
import { ConfigKeeper, configMigrations } from "../../engine/config-history/config-keeper.ts";
import { SharedEvents } from "../../engine/events/shared-events.ts";
import { SharedLogs } from "../../engine/logs/shared-logs.ts";
import { LogKeeper, logMigrations } from "../../engine/kept-logs/log-keeper.ts";
import type { EngineEvent } from "../../engine/model.ts";
import type { LiveState } from "../../engine/live/live-state.ts";
import { statsMigrations } from "../../engine/stats/stats-migrations.ts";
import { eventMigrations } from "../../engine/events/event-migrations.ts";
import { StatsHistory } from "../../engine/stats/history.ts";
import { Sampler } from "../../engine/stats/sampler.ts";
import { EventKeeper } from "../../engine/events/event-keeper.ts";
import { eventGaps, keptEvents } from "../../engine/events/event-query.ts";
import type { KeptEvent } from "../../engine/events/kept-event.ts";
import type { Happening } from "../../operations/diagnosis/facts.ts";
import type { EventLog } from "../../operations/event-log.ts";
import type { Ports } from "../../operations/ports.ts";
import type { RecentCalls } from "./recent-calls.ts";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** What the store must have for it. */
export const pastMigrations: readonly Migration[] = [
  ...statsMigrations,
  ...eventMigrations,
  ...configMigrations,
  ...logMigrations,
];

/** What keeping needs beside the engine. */
export interface KeepingParts {
  readonly store: Store;
  readonly settings: Pick<
    Settings,
    | "statsInterval"
    | "statsWatchedInterval"
    | "statsKept"
    | "eventsKept"
    | "eventsKeptAtMost"
    | "configKept"
    | "configKeptAtMost"
    | "keepLogs"
    | "keepLogsEach"
    | "keepLogsInAll"
  >;
  readonly calls: RecentCalls;
}

/** What is kept of one engine's past, as operations see it. */
export interface KeptPast {
  readonly ports: Pick<Ports, "use" | "events" | "past" | "configs" | "archive" | "logs">;
  readonly close: () => void;
}

/** Samples what containers use, and keeps what passes. */
export function keepPast(client: EngineClient, live: LiveState, { store, settings, calls }: KeepingParts): KeptPast {
  const endpoint = client.endpoint.name;
  const cause = (event: EngineEvent, time: number) => calls.causeOf(endpoint, event, time);
  const events = new EventKeeper({
    store,
    live,
    endpoint,
    keptFor: settings.eventsKept,
    keptAtMost: settings.eventsKeptAtMost,
    cause,
  });
  const configs = new ConfigKeeper({
    store,
    live,
    endpoint,
    keptFor: settings.configKept,
    keptAtMost: settings.configKeptAtMost,
    cause,
  });
  const logs = new LogKeeper({
    store,
    live,
    endpoint,
    all: settings.keepLogs,
    bytesEach: settings.keepLogsEach,
    bytesInAll: settings.keepLogsInAll,
  });
  const shared = new SharedEvents(live);
  live.resumeFrom = events.resumeFrom;
  const list: EventLog["list"] = (query) => {
    events.write();
    return keptEvents(store, endpoint, query);
  };
  const history = new StatsHistory(store, settings.statsKept);
  const sampler = new Sampler({
    client,
    running: () =>
      live.filled
        ? live.containers.sorted().flatMap(({ inspect }) => (inspect.State.Running ? inspect.Id : []))
        : undefined,
    watchedInterval: settings.statsWatchedInterval,
    idleInterval: settings.statsInterval,
    taken: (samples) => history.add(samples),
  });
  sampler.start();
  return {
    ports: {
      events: {
        list,
        gaps: (since, until) => eventGaps(store, endpoint, since, until),
        follow: (signal) => events.follow(signal),
        shared: (signal) => shared.follow(signal),
        engineNow: () => live.engineNow(),
      },
      configs: {
        versions: (container) => configs.versions(container),
        succeeds: (container, former) => configs.succeeds(container, former),
        settled: (container, inspect) => configs.settled(container, inspect),
      },
      logs: new SharedLogs(client),
      archive: { logs: (container) => logs.logs(container), list: (most) => logs.list(most) },
      past: {
        happenings: async (container, since) =>
          [...list({ type: "container", object: container, since })].toReversed().map(happeningOf),
      },
      use: {
        sample: (container) => sampler.sample(container),
        follow: (container, signal) => sampler.follow(container, signal),
        rounds: (signal) => sampler.rounds(signal),
        history: (container, since, until, seconds) => history.between(container, since, until, seconds),
      },
    },
    close: () => {
      logs.close();
      configs.close();
      events.close();
      shared.close();
      sampler.stop();
      history.close();
    },
  };
}

const happeningOf = ({ time, action, attributes, cause }: KeptEvent): Happening => ({
  ...{ time, action, attributes },
  ...(cause && { by: cause }),
});
