import { z } from "zod";
import { define } from "../define.ts";
import { moment } from "../fields/moment.ts";
import { record, recordOf } from "./record.ts";

const text = (description: string) => z.string().min(1).max(300).optional().describe(description);

/** Lists records of the audit log. */
export const auditList = define({
  id: "audit.list",
  summary: "List records of the audit log: who asked for what, what was decided, what came of it.",
  risk: "read",
  http: { method: "GET", path: "/api/audit" },
  input: z.strictObject({
    since: moment("Only records from then on.").optional(),
    until: moment("Only records before then.").optional(),
    caller: text("Only those of this token, by id or name."),
    operation: text("Only of this operation, or of a noun: `container.*`."),
    target: text("Only about this object, by full id or name."),
    decision: z.enum(["allow", "ask", "deny"]).optional().describe("Only with this decision."),
    ok: z.boolean().optional().describe("true: only what went well; false: only what failed or was refused."),
    kind: z.enum(["call", "refusal", "note"]).optional().describe("Only of this kind."),
    session: text("Only of this session of a client."),
    changes: z.boolean().optional().describe("true: leaves out calls that only looked."),
    cursor: text("From the answer before: goes on where that ended."),
    limit: z.int().min(1).max(1000).default(100).describe("The most records to give."),
  }),
  output: z.object({
    records: z.array(record).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
    next: z.string().nullable().describe("Cursor for the next page; null at the end."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [
    { title: "What was refused today", input: { since: "24h", ok: false } },
    { title: "Everything about one container", input: { target: "web", operation: "container.*" } },
  ],
  run({ ports }, asked) {
    const { since, until, ...rest } = asked;
    const query = {
      ...rest,
      ...(since === undefined ? {} : { since: since * 1000 }),
      ...(until === undefined ? {} : { until: until * 1000 }),
    };
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    const page = ports.audit.list(given);
    const records = page.records.map(recordOf);
    return Promise.resolve({ records, total: records.length, next: page.next ?? null });
  },
});
