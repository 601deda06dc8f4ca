import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { moment } from "../fields/moment.ts";
import { choice, isWanted, partyJudge } from "./choose.ts";
import { event, eventView, gap, gapView } from "./view.ts";

/** Tells what happened on the engine, as far back as it is kept. */
export const eventList = define({
  id: "event.list",
  summary: "Show what happened on the engine in the past, and who asked for it.",
  description:
    "Events are kept for a month unless set otherwise, each with the call through Gnosis Docker that caused it. Times in which the server or " +
    "the engine was down are shown as gaps. Events of objects out of the caller's sight are left out.",
  risk: "read",
  http: { method: "GET", path: "/api/events/history" },
  input: z.strictObject({
    ...choice,
    since: moment("From then on; the last day when absent.").optional(),
    until: moment("Until then; now when absent.").optional(),
    limit: z.int().min(1).max(10_000).default(200).describe("The most events to give, the newest."),
    cursor: z.string().regex(/^\d{1,15}$/u).optional().describe("From the answer before: goes on with older ones."), // prettier-ignore
  }),
  output: z.object({
    events: z.array(event).describe("Newest first."),
    gaps: z.array(gap).describe("Times of which no events are known, oldest first."),
    total: z.number().describe("How many events there are in this answer."),
    cursor: z.string().optional().describe("There are older ones when it is set."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "ENGINE_LACKS", "STORE_FAILED"],
  examples: [
    { title: "Which containers ended today", input: { type: "container", action: "die" } },
    { title: "What was done past Gnosis Docker", input: { outside: true, since: "7d" } },
  ],
  run: async (context, asked) => {
    const log = context.ports.events;
    if (!log) throw new GnosisError("ENGINE_LACKS", "Events are not kept here.", { next: "Ask system.events." });
    const since = asked.since === undefined ? Date.now() - 86_400_000 : asked.since * 1000;
    const until = asked.until === undefined ? Date.now() + 60_000 : asked.until * 1000;
    const { type, action, object, caller } = asked;
    const query = {
      ...{ since, until },
      ...(type && { type }),
      ...(action && { action }),
      ...(object && { object }),
      ...(caller && { caller }),
      ...(asked.outside !== undefined && { caused: !asked.outside }),
      ...(asked.cursor && { before: Number(asked.cursor) }),
    };
    const events: z.output<typeof event>[] = [];
    let cursor: string | undefined;
    let last: number | undefined;
    const mayKnow = partyJudge(context);
    for (const kept of log.list(query)) {
      context.signal.throwIfAborted();
      if (!isWanted(context, asked, kept) || !(await mayKnow(kept))) continue;
      if (events.length === asked.limit) {
        cursor = String(last);
        break;
      }
      events.push(eventView(kept));
      last = kept.number;
    }
    const gaps = log.gaps(since, until).map(gapView);
    return { events, gaps, total: events.length, ...(cursor !== undefined && { cursor }) };
  },
});
