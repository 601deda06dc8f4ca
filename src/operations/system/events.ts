import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { EngineEvent } from "../../engine/model.ts";
import { isAskedFor } from "../../engine/events/event-filter.ts";
import { Missed } from "../../engine/fanout.ts";
import { encodeFilters } from "../../engine/filters.ts";
import type { Filters } from "../../engine/reader.ts";
import { redact, redactText } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { partyOf } from "../event/party.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { moment } from "../fields/moment.ts";
import type { Ports } from "../ports.ts";

const kinds = ["container", "image", "volume", "network"] as const satisfies readonly TargetKind[];

const event = z.object({
  time: z.string().describe("RFC 3339."),
  type: z.string().describe("container, image, volume, network, daemon, …"),
  action: z.string().describe("start, die, exec_create, pull, …"),
  id: z.string().describe("Full id of the object."),
  name: z.string(),
  attributes: z.record(z.string(), z.string()).describe("Labels and details, secrets masked."),
});

type Event = z.output<typeof event>;

const missed = z.object({ missed: z.number().describe("So many events didn't reach this reader: it is too slow.") });

const input = z.strictObject({
  since: moment("From then on; in one piece the last 10 minutes when absent, as a stream from now.").optional(),
  until: moment("Until then; in one piece until now when absent, as a stream without end.").optional(),
  type: z
    .enum([...kinds, "daemon", "plugin", "builder"])
    .optional()
    .describe("Only of this kind of object."),
  action: z.string().min(1).max(100).optional().describe("Only this action, such as `die`."),
  container: z.string().min(1).max(512).optional().describe("Only of this container."),
  image: z.string().min(1).max(512).optional().describe("Only of this image, and of containers made from it."),
  label: labelFilter.optional(),
  limit: z.int().min(1).max(10_000).default(500).describe("In one piece: the most events to give, the newest."),
});

const output = z.object({
  events: z.array(event).describe("Oldest first."),
  total: z.number().describe("How many there are in this answer."),
  truncated: z.boolean().describe("True when there were more than the limit: older ones are missing."),
});

/** Tells what happens on the engine. */
export const systemEvents = define({
  id: "system.events",
  summary: "Show what happened on the engine, or follow what happens.",
  description:
    "The engine itself remembers only its last 256 events. Those of objects out of the caller's sight are left out. " +
    "All who follow share one stream of the engine; one that reads too slowly is told how many events it missed.",
  risk: "read",
  http: { method: "GET", path: "/api/system/events", aliases: ["/api/events"] },
  input,
  output,
  item: z.union([event, missed]),
  deadline: "none",
  errors: engineErrors,
  examples: [
    { title: "What happened in the last hour", input: { since: "1h" } },
    { title: "Which containers ended", input: { type: "container", action: "die", since: "1h" } },
  ],
  async run(context, asked) {
    const now = Date.now() / 1000;
    const window = { ...asked, since: asked.since ?? now - 600, until: Math.min(now, asked.until ?? now) };
    const events: Event[] = [];
    let count = 0;
    for await (const one of shown(context, told(context, window))) {
      if (one instanceof Missed) continue;
      count++;
      events.push(one);
      if (events.length > asked.limit) events.shift();
    }
    return { events, total: events.length, truncated: count > events.length };
  },
  async *stream(context, asked) {
    let count = 0;
    const stop = new AbortController();
    try {
      const source = followed(context, asked, AbortSignal.any([context.signal, stop.signal])) ?? told(context, asked);
      for await (const one of shown(context, source)) {
        if (one instanceof Missed) yield { missed: one.count };
        else {
          count++;
          yield one;
        }
      }
    } finally {
      stop.abort();
    }
    return { events: [], total: count, truncated: false };
  },
});

type Asked = z.output<typeof input>;

function filtersOf(asked: Asked): Filters {
  const only = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  return {
    type: only(asked.type),
    event: only(asked.action),
    container: only(asked.container),
    image: only(asked.image),
    label: asked.label ?? [],
  };
}

/** Events as the engine tells them to this caller alone. */
async function* told(context: OperationContext<Ports>, asked: Asked): AsyncGenerator<EngineEvent, void, void> {
  const events = context.ports.engine.values("GET", "/events", {
    query: {
      filters: encodeFilters(filtersOf(asked)),
      ...(asked.since === undefined ? {} : { since: asked.since.toFixed(9) }),
      ...(asked.until === undefined ? {} : { until: asked.until.toFixed(9) }),
    },
    signal: context.signal,
    timeout: "none",
  });
  for await (const said of events) yield said as EngineEvent;
}

const nameOf = ({ timeNano, Type, Action, Actor }: EngineEvent): string => `${timeNano} ${Type} ${Action} ${Actor.ID}`;

/**
 * Events from now on over the stream that all share, after those since the asked moment; nothing where there is no such stream. What ends
 * at a moment is no one's to share.
 */
function followed(
  context: OperationContext<Ports>,
  asked: Asked,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent | Missed, void, void> | undefined {
  if (asked.until !== undefined || (asked.since !== undefined && asked.since * 1000 > Date.now())) return undefined;
  // Before the past is read, so that nothing lies between both.
  const { events } = context.ports;
  const live = events?.shared(signal);
  return events && live && joined(context, { ...asked, until: events.engineNow() / 1000 }, live);
}

/** What was told until the moment that is asked for, then what the shared stream tells. */
async function* joined(
  context: OperationContext<Ports>,
  asked: Asked,
  live: AsyncGenerator<EngineEvent | Missed, void, void>,
): AsyncGenerator<EngineEvent | Missed, void, void> {
  const before = new Set<string>();
  if (asked.since !== undefined) {
    for await (const event of told(context, asked)) {
      before.add(nameOf(event));
      yield event;
    }
  }
  const filters = filtersOf(asked);
  for await (const event of live) {
    if (event instanceof Missed || (isAskedFor(event, filters) && !before.has(nameOf(event)))) yield event;
  }
}

/** Events for this caller: those that it may see, masked. */
async function* shown(
  context: OperationContext<Ports>,
  events: AsyncIterable<EngineEvent | Missed>,
): AsyncGenerator<Event | Missed, void, void> {
  for await (const one of events) {
    if (one instanceof Missed) {
      yield one;
      continue;
    }
    if (!(await visible(context, one))) continue;
    const attributes = { ...one.Actor.Attributes };
    const party = await partyOf(context, one.Type, attributes);
    if (party === "hidden") continue;
    if (party === "gone") delete attributes["container"];
    yield {
      time: new Date(one.time * 1000 + Math.floor((one.timeNano / 1e6) % 1000)).toISOString(),
      type: one.Type,
      // An exec's command stands in its action.
      action: context.revealsSecrets ? one.Action : redactText(one.Action),
      id: one.Actor.ID,
      name: attributes["name"] ?? one.Actor.ID,
      attributes: context.revealsSecrets ? attributes : redact({ attributes }).attributes,
    };
  }
}

async function visible(context: OperationContext<Ports>, { Type, Actor }: EngineEvent): Promise<boolean> {
  const kind = kinds.find((one) => one === Type);
  if (kind === undefined) return true;
  const { Attributes: attributes, ID: id } = Actor;
  const labels = kind === "container" || kind === "image" ? attributes : await labelsOf(context, kind, id);
  const target: Target = {
    kind,
    id,
    name: attributes["name"] ?? id,
    labels,
    ...(kind === "container" ? { image: attributes["image"] ?? "" } : {}),
    ...(kind === "image" ? { references: [attributes["name"] ?? id] } : {}),
  };
  return context.sees(target);
}

/** Events of volumes and networks carry no labels: they are read, and of one that is gone there are none. */
async function labelsOf(
  context: OperationContext<Ports>,
  kind: "volume" | "network",
  id: string,
): Promise<Readonly<Record<string, string>>> {
  const { reader } = context.ports;
  const read = kind === "volume" ? reader.volume : reader.network;
  return read(id, { signal: context.signal }).then(
    ({ value }) => value.Labels ?? {},
    () => ({}),
  );
}
