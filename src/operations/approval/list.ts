import { z } from "zod";
import { approvalStates } from "../approval-desk.ts";
import { define } from "../define.ts";
import { desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Lists what waits for a person, or did. */
export const approvalList = define({
  id: "approval.list",
  summary: "List what waits for a person's approval, and what was decided.",
  description: "A caller sees its own; all of them are for those who may approve.",
  risk: "read",
  http: { method: "GET", path: "/api/approvals" },
  input: z.strictObject({
    state: z.enum(approvalStates).optional().describe("Only those that stand there: `pending` waits for an answer."),
    caller: z.string().min(1).max(300).optional().describe("Only those of this token, by id or name."),
    limit: z.int().min(1).max(1000).default(100).describe("The most approvals to give."),
  }),
  output: z.object({
    approvals: z.array(approval).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "What waits for an answer", input: { state: "pending" } }],
  run({ ports, caller }, { state, caller: of, limit }) {
    const approvals = desk(ports)
      .list(caller, { limit, ...(state === undefined ? {} : { state }), ...(of === undefined ? {} : { caller: of }) })
      .map(approvalOf);
    return Promise.resolve({ approvals, total: approvals.length });
  },
});
