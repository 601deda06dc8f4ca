import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { moment } from "../fields/moment.ts";
import { session, sessionOf } from "./view.ts";

/** Lists sessions. */
export const sessionList = define({
  id: "session.list",
  summary: "List sessions: the calls of one caller that belong together, with what came of them.",
  description:
    "One MCP session, CLI run or browser session; without such a name, calls of one caller that are less than ten minutes apart.",
  risk: "read",
  http: { method: "GET", path: "/api/sessions" },
  input: z.strictObject({
    since: moment("Only sessions with a call from then on; the last 24 hours when absent.").optional(),
    caller: z.string().min(1).max(300).optional().describe("Only those of this token, by id or name."),
    limit: z.int().min(1).max(1000).default(100).describe("The most sessions to give."),
  }),
  output: z.object({
    sessions: z.array(session).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "What an assistant did today", input: { caller: "assistant", since: "24h" } }],
  run({ ports }, { since, caller, limit }) {
    if (ports.sessions === undefined) throw new GnosisError("INTERNAL", "This server keeps no sessions.");
    const query = {
      limit,
      ...(since === undefined ? {} : { since: since * 1000 }),
      ...(caller === undefined ? {} : { caller }),
    };
    const sessions = ports.sessions.list(query).map(sessionOf);
    return Promise.resolve({ sessions, total: sessions.length });
  },
});
