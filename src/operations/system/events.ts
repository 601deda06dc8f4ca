import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { EngineEvent } from "../../engine/model.ts";
import { encodeFilters } from "../../engine/filters.ts";
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
    "The engine itself remembers only its last 256 events. Those of objects out of the caller's sight are left out.",
  risk: "read",
  http: { method: "GET", path: "/api/system/events", aliases: ["/api/events"] },
  input,
  output,
  item: event,
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
    for await (const one of read(context, window)) {
      count++;
      events.push(one);
      if (events.length > asked.limit) events.shift();
    }
    return { events, total: events.length, truncated: count > events.length };
  },
  async *stream(context, asked) {
    let count = 0;
    for await (const one of read(context, asked)) {
      count++;
      yield one;
    }
    return { events: [], total: count, truncated: false };
  },
});

async function* read(
  context: OperationContext<Ports>,
  asked: z.output<typeof input>,
): AsyncGenerator<Event, void, void> {
  const only = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  const filters = {
    type: only(asked.type),
    event: only(asked.action),
    container: only(asked.container),
    image: only(asked.image),
    label: asked.label ?? [],
  };
  const events = context.ports.engine.values("GET", "/events", {
    query: {
      filters: encodeFilters(filters),
      ...(asked.since === undefined ? {} : { since: asked.since.toFixed(9) }),
      ...(asked.until === undefined ? {} : { until: asked.until.toFixed(9) }),
    },
    signal: context.signal,
    timeout: "none",
  });
  for await (const said of events) {
    const one = said as EngineEvent;
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
