import { z } from "zod";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Cause, EventGap, KeptEvent } from "../../engine/events/kept-event.ts";

/** One event of the engine, with the call that caused it. */
export const event = z.object({
  time: z.string().describe("RFC 3339."),
  type: z.string().describe("container, image, volume, network, daemon, …"),
  action: z.string().describe("start, die, exec_create, pull, …"),
  id: z.string().describe("Full id of the object."),
  name: z.string(),
  attributes: z.record(z.string(), z.string()).describe("Labels and details, secrets masked."),
  by: z
    .object({
      ...{ caller: z.string(), surface: z.string(), operation: z.string(), record: z.string() },
      approved_by: z.string().optional(),
    })
    .nullable()
    .describe("The call through Gnosis Docker that caused it; null when nobody asked for it through Gnosis Docker."),
  summary: z.string().describe("The same in one line."),
});

/** A time of which no events are known. */
export const gap = z.object({ since: z.string(), until: z.string() });

/** The event for callers. */
export function eventView(kept: KeptEvent): z.output<typeof event> {
  const { time, type, action, object, name, attributes, cause } = kept;
  const by = cause
    ? `by ${cause.caller} through ${surfaceName(cause.surface)} (${cause.operation}${cause.approvedBy === undefined ? "" : `, approved by ${cause.approvedBy}`})`
    : "not through Gnosis Docker";
  return {
    time: new Date(time).toISOString(),
    type,
    action,
    id: object,
    name,
    attributes: { ...attributes },
    by: cause ? byView(cause) : null,
    summary: `${type} ${name}: ${action}, ${by}`,
  };
}

const byView = ({ approvedBy, ...asked }: Cause) => ({
  ...asked,
  ...(approvedBy === undefined ? {} : { approved_by: approvedBy }),
});

/** The gap for callers. */
export const gapView = ({ since, until }: EventGap): z.output<typeof gap> => ({
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
});

const names: Readonly<Record<string, string>> = {
  rest: "REST",
  mcp: "MCP",
  cli: "the command line",
  dashboard: "the dashboard",
  socket: "a guarded socket",
  server: "the server itself",
};
const surfaceName = (surface: string): string => names[surface] ?? surface;

const kinds: readonly string[] = ["container", "image", "volume", "network"] satisfies TargetKind[];

/** What the event is about, for deciding who may see it; nothing for the engine's own events. */
export function eventTarget({ type, object, name, attributes, labels }: KeptEvent): Target | undefined {
  if (!kinds.includes(type)) return undefined;
  const kind = type as TargetKind;
  const said = kind === "container" || kind === "image" ? attributes : labels;
  return {
    kind,
    id: object,
    name,
    labels: said,
    ...(kind === "container" && { image: attributes["image"] ?? "" }),
    ...(kind === "image" && { references: [name, object] }),
  };
}
