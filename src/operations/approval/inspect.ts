import { z } from "zod";
import { define } from "../define.ts";
import { approvalId, desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Shows one approval with its plan. */
export const approvalInspect = define({
  id: "approval.inspect",
  summary: "Show one approval: who asks for what, what would happen, and what was decided.",
  risk: "read",
  http: { method: "GET", path: "/api/approvals/{id}" },
  input: z.strictObject({ id: approvalId }),
  output: approval,
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "APPROVAL_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Show an approval", input: { id: "apr_7k2mq9wxyzabcdef" } }],
  run: ({ ports, caller }, { id }) => Promise.resolve(approvalOf(desk(ports).inspect(caller, id))),
});
