import { z } from "zod";
import { Missed } from "../../engine/fanout.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { choice, isWanted, partyJudge } from "./choose.ts";
import { event, eventView, gap, gapView } from "./view.ts";

const item = z.union([
  event,
  z.object({ missed: z.number().describe("So many events didn't reach this reader: it is too slow.") }),
  z.object({ gap: gap.describe("A time of which no events are known.") }),
]);

/** Follows what happens on the engine. */
export const eventFollow = define({
  id: "event.follow",
  summary: "Follow what happens on the engine, and who asked for it.",
  description:
    "All followers share one stream of the engine. One that reads too slowly is told how many events it missed; times in which the stream was down are told as gaps.",
  risk: "read",
  http: { method: "GET", path: "/api/events/follow" },
  input: z.strictObject(choice),
  output: z.object({ total: z.number().describe("How many events there were.") }),
  item,
  streamsOnly: true,
  deadline: "none",
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "ENGINE_LACKS"],
  examples: [{ title: "Follow which containers end", input: { type: "container", action: "die" } }],
  async *stream(context, asked) {
    const log = context.ports.events;
    if (!log) throw new GnosisError("ENGINE_LACKS", "Events are not kept here.", { next: "Ask system.events." });
    let total = 0;
    const mayKnow = partyJudge(context);
    for await (const kept of log.follow(context.signal)) {
      if (kept instanceof Missed) yield { missed: kept.count };
      else if (!("type" in kept)) yield { gap: gapView(kept) };
      else if (isWanted(context, asked, kept) && (await mayKnow(kept))) {
        total++;
        yield eventView(kept);
      }
    }
    return { total };
  },
});
