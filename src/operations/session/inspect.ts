import { z } from "zod";
import { record, recordOf } from "../audit/record.ts";
import { define } from "../define.ts";
import { accountOf } from "./account.ts";
import { session, sessionId, sessionOf } from "./view.ts";

const changes = ["added", "removed", "started", "stopped", "restarted", "paused", "unpaused", "changed"] as const;
const changed = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  change: z.enum(changes),
  summary: z.string(),
});

/** Shows a session with all that belongs to it. */
export const sessionInspect = define({
  id: "session.inspect",
  summary:
    "Tell what a session asked for, what was decided and done, what happened because of it, and what is different now.",
  risk: "read",
  http: { method: "GET", path: "/api/sessions/{id}" },
  input: z.strictObject({ id: sessionId }),
  output: z.object({
    session,
    difference: z
      .array(changed)
      .describe(
        "The host before and after, as the engine's events tell it; what came and went in between is left out.",
      ),
    course: z
      .array(
        changed.extend({
          record: z.string().describe("The call."),
          change: z.enum(changes).nullable().describe("Null where it was again as before the session."),
        }),
      )
      .describe(
        "How the difference came about: each object that a call touched, and how it differed by then. The latest of each object up to a call is the difference after that call.",
      ),
    events: z
      .array(
        z.object({
          time: z.string().describe("RFC 3339."),
          type: z.string(),
          action: z.string(),
          object: z.string(),
          name: z.string(),
          record: z.string().describe("The call that caused it."),
        }),
      )
      .describe("What happened because of it, oldest first."),
    records: z.array(record).describe("Its calls, oldest first, at most 5,000."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "SESSION_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Tell what a session did", input: { id: "at-120" } }],
  run({ ports }, { id }) {
    const account = accountOf(ports, id);
    return Promise.resolve({
      session: sessionOf(account.session),
      difference: account.difference.map((one) => ({ ...one })),
      course: account.course.map((one) => ({ ...one })),
      events: account.events.map(({ time, type, action, object, name, cause }) => ({
        ...{ type, action, object, name },
        time: new Date(time).toISOString(),
        record: cause?.record ?? "",
      })),
      records: account.records.map(recordOf),
    });
  },
});
