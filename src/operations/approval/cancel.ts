import { z } from "zod";
import { define } from "../define.ts";
import { approvalId, desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Takes a request or a permission back. */
export const approvalCancel = define({
  id: "approval.cancel",
  summary: "Take back a request of one's own, or a permission that is still good.",
  risk: "change",
  http: { method: "DELETE", path: "/api/approvals/{id}" },
  input: z.strictObject({ id: approvalId }),
  output: z.object({ message: z.string(), approval }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "APPROVAL_NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  examples: [{ title: "Take back a request", input: { id: "apr_7k2mq9wxyzabcdef" } }],
  run: ({ ports, caller }, { id }) =>
    Promise.resolve({ message: "Cancelled", approval: approvalOf(desk(ports).cancel(caller, id)) }),
});
