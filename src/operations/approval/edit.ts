import { z } from "zod";
import { define } from "../define.ts";
import { approvalId, comment, desk, editFields, editingErrors } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Says yes to something safer. */
export const approvalEdit = define({
  id: "approval.edit",
  summary:
    "Approve a safer call in place of one that waits: without force or volumes, stopped instead of killed, on loopback only.",
  description:
    "Only what asks for less than the call can be approved so, and only what who asked could have asked for. The call itself is refused with APPROVAL_EDITED, which says what to make instead. Nobody edits their own calls, and nobody through MCP.",
  risk: "host",
  http: { method: "POST", path: "/api/approvals/{id}/edit" },
  input: z.strictObject({
    id: approvalId,
    ...editFields,
    digest: z
      .string()
      .max(100)
      .optional()
      .describe("What `approval.preview` gave: refuses when something else would be approved by now."),
    comment,
  }),
  output: z.object({ message: z.string(), approval }),
  deadline: 30_000,
  errors: editingErrors,
  examples: [
    { title: "Leave the volumes", input: { id: "apr_7k2mq9wxyzabcdef", changes: { volumes: false } } },
    { title: "Stop it instead", input: { id: "apr_7k2mq9wxyzabcdef", operation: "container.stop" } },
  ],
  async run({ ports, caller }, { id, operation, changes, digest, comment: said }) {
    const view = await desk(ports).edit(caller, id, {
      changes,
      ...(operation === undefined ? {} : { operation }),
      ...(digest === undefined ? {} : { digest }),
      ...(said === undefined ? {} : { comment: said }),
    });
    const message = `Approved ${view.instead?.operation ?? "something safer"} in its place`;
    return { message, approval: approvalOf(view) };
  },
});
