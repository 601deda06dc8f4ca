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
    const { value } = await run<{ records: ListedRecord[]; next?: string | null }>("audit.list", {
      limit: 50,
      ...input,
    });
    const more = (value.next ?? null) === null ? "" : ", older ones exist (raise limit or narrow)";
    return {
      text: { head: [`${value.records.length} records${more}`], lines: value.records.map(recordLine), keep: "start" },
    };
  },
});

interface ListedEvent {
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly by?: { readonly caller: string; readonly surface: string; readonly record: string } | null;
}

/** One line about an event of the engine. */
export function eventLine(one: ListedEvent): string {
  const code = one.attributes["exitCode"] === undefined ? "" : ` exit ${one.attributes["exitCode"]}`;
  const signal = one.attributes["signal"] === undefined ? "" : ` signal ${one.attributes["signal"]}`;
  const by =
    one.by === null || one.by === undefined ? "" : ` by ${one.by.caller} via ${one.by.surface} ${one.by.record}`;
  const name = one.name === "" ? one.id.slice(0, 12) : one.name;
  return cut(`${agoText(Date.parse(one.time))} ${one.type} ${one.action}${code}${signal} ${name}${by}`, 200);
}

/** Events that are noise unless they are asked for. */
const noise = /^(?:exec_|attach|resize|top|archive-path|health_status: healthy)/;

export const eventList = tool({
  name: "event_list",
  profile: "observe",
  description:
    "What happened on the host (start, die, kill, oom, pull, …), newest first, with who asked for it through Gnosis Docker.",
  operations: ["event.list", "system.events"],
  hints: looks,
  long: true,
  input: z.strictObject({
    since: since.optional().describe("1h unless given"),
    container: z.string().optional(),
    kind: z.enum(["container", "image", "volume", "network"]).optional(),
  }),
  call: async ({ run, can }, { since: from = "1h", container, kind }) => {
    // Kept events reach further back than the engine's own last 256, and know who caused them.
    const kept = can("event.list");
    const about = container === undefined ? {} : { [kept ? "object" : "container"]: container };
    const query = { since: from, limit: 2_000, ...about, ...(kind === undefined ? {} : { type: kind }) };
    const operation = kept ? "event.list" : "system.events";
    const { value } = await run<{ events: ListedEvent[]; truncated?: boolean; cursor?: string }>(operation, query);
    const shown = value.events.filter((one) => !noise.test(one.action));
    const hidden = value.events.length - shown.length;
    const left = hidden > 0 ? ` (${hidden} exec and health events left out)` : "";
    const more =
      value.truncated === true || value.cursor !== undefined ? ", older ones exist (narrow the question)" : "";
    const lines = shown.toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time)).map(eventLine);
    return { text: { head: [`${shown.length} events since ${from}${left}${more}`], lines, keep: "start" } };
  },
});
