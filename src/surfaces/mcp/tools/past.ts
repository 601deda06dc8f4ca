import { z } from "zod";
import { looks, tool } from "../tool.ts";
import { agoText, cut } from "../text/units.ts";
import { since } from "./fields.ts";

interface ListedRecord {
  readonly id: string;
  readonly time: string;
  readonly kind?: string;
  readonly state?: string;
  readonly caller?: { readonly name: string; readonly surface: string };
  readonly operation?: string;
  readonly targets?: readonly { readonly name: string }[];
  readonly decision?: { readonly effect: string; readonly rule: string };
  readonly code?: string;
  readonly note?: string;
  readonly outcome?: { readonly ok: boolean; readonly code?: string };
}

/** One line about a record: when, who, what, on what, how it went. */
export function recordLine(one: ListedRecord): string {
  const what = one.operation ?? one.note ?? "";
  const on = (one.targets ?? [])
    .map((target) => target.name)
    .slice(0, 3)
    .join(",");
  const code = one.code ?? one.outcome?.code;
  const how =
    one.state === "refused"
      ? `refused ${code ?? ""} by ${one.decision?.rule ?? "?"}`
      : one.state === "failed"
        ? `failed ${code ?? ""}`
        : (one.state ?? "");
  const who = one.caller === undefined ? "" : ` ${one.caller.name}/${one.caller.surface}`;
  return cut(`${agoText(Date.parse(one.time))}${who} ${what} ${on} ${how} ${one.id}`.replace(/ +/g, " "), 200);
}

export const recordList = tool({
  name: "record_list",
  profile: "observe",
  description: "The audit log: who called what on which object and how it went, newest first.",
  operations: ["audit.list"],
  hints: looks,
  long: true,
  input: z.strictObject({
    since: since.optional(),
    caller: z.string().optional(),
    target: z.string().optional().describe("name or full id"),
    operation: z.string().optional().describe("container.restart or container.*"),
    ok: z.boolean().optional().describe("false: only failed and refused"),
    limit: z.int().min(1).max(500).optional(),
  }),
  call: async ({ run }, input) => {
    const { value } = await run<{ records: ListedRecord[]; next?: string }>("audit.list", { limit: 50, ...input });
    const more = value.next === undefined ? "" : ", older ones exist (raise limit or narrow)";
    return {
      text: { head: [`${value.records.length} records${more}`], lines: value.records.map(recordLine), keep: "start" },
    };
  },
});

interface ListedEvent {
  readonly time?: string | number;
  readonly type?: string;
  readonly Type?: string;
  readonly action?: string;
  readonly Action?: string;
  readonly name?: string;
  readonly id?: string;
  readonly timeNano?: number;
  readonly by?: { readonly caller?: string; readonly surface?: string } | null;
  readonly Actor?: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly attributes?: Readonly<Record<string, string>>;
}

/** One line about an event of the engine. */
export function eventLine(one: ListedEvent): string {
  const attributes = one.Actor?.Attributes ?? one.attributes ?? {};
  const time = timeOf(one);
  const code = attributes["exitCode"] === undefined ? "" : ` exit ${attributes["exitCode"]}`;
  const signal = attributes["signal"] === undefined ? "" : ` signal ${attributes["signal"]}`;
  const by = one.by?.caller === undefined ? "" : ` by ${one.by.caller} via ${one.by.surface ?? ""}`;
  const id = one.Actor?.ID ?? one.id ?? "";
  return cut(
    `${agoText(time)} ${one.Type ?? one.type ?? ""} ${one.Action ?? one.action ?? ""}${code}${signal} ${one.name ?? attributes["name"] ?? id.slice(0, 12)}${by}`,
    200,
  );
}

/** Events that are noise unless they are asked for. */
const noise = /^(?:exec_|attach|resize|top|archive-path|health_status: healthy)/;

export const eventList = tool({
  name: "event_list",
  profile: "observe",
  description:
    "What happened on the host (start, die, kill, oom, pull, …), newest first, with who asked for it where known.",
  operations: ["event.list", "system.events"],
  hints: looks,
  long: true,
  input: z.strictObject({
    since: since.optional().describe("1h unless given"),
    container: z.string().optional(),
    kind: z.enum(["container", "image", "volume", "network"]).optional(),
  }),
  call: async ({ run, take, can }, { since: from = "1h", container, kind }) => {
    const events = can("event.list")
      ? (
          await run<{ events: ListedEvent[] }>("event.list", {
            since: from,
            ...(container === undefined ? {} : { container }),
            ...(kind === undefined ? {} : { type: kind }),
          })
        ).value.events
      : await take<ListedEvent>(
          "system.events",
          {
            since: from,
            until: new Date().toISOString(),
            ...(container === undefined ? {} : { container }),
            ...(kind === undefined ? {} : { type: kind }),
          },
          2_000,
        );
    const shown = events.filter((one) => !noise.test(one.Action ?? one.action ?? ""));
    const ordered = shown.toSorted((a, b) => timeOf(b) - timeOf(a));
    const hidden = events.length - shown.length;
    const head = `${shown.length} events since ${from}${hidden > 0 ? ` (${hidden} exec and health events left out)` : ""}`;
    return { text: { head: [head], lines: ordered.map(eventLine), keep: "start" } };
  },
});

function timeOf(one: ListedEvent): number {
  return typeof one.time === "string" ? Date.parse(one.time) : (one.time ?? 0) * 1000;
}
