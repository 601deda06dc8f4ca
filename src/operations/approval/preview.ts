import { z } from "zod";
import { risks } from "../../catalogue/risk.ts";
import { define } from "../define.ts";
import { approvalId, desk, editFields, editingErrors } from "./fields.ts";
import { differences } from "./view.ts";

/** Shows what an edit would come to. */
export const approvalPreview = define({
  id: "approval.preview",
  summary: "Show what would be approved if a call that waits were made safer, and how it differs; nothing is approved.",
  description: "For those who may approve. The edit is validated, decided and contained as a call of who asked.",
  risk: "read",
  http: { method: "POST", path: "/api/approvals/{id}/preview" },
  input: z.strictObject({ id: approvalId, ...editFields }),
  output: z.object({
    asks: z.boolean().describe("False where the policy allows it without an approval."),
    operation: z.string(),
    risk: z.enum(risks),
    input: z.unknown().describe("What would be done, secrets masked."),
    differs: differences,
    effects: z.array(z.string()).describe("What would happen."),
    undo: z.string().nullable().describe("What puts it right again; null when nothing does."),
    changed: z.array(z.string()).describe("What has changed on the objects since the call was asked for."),
    digest: z.string().describe("Given to `approval.edit`, nothing but what is shown here is approved."),
  }),
  deadline: 30_000,
  errors: editingErrors,
  examples: [
    {
      title: "What would a removal without volumes be?",
      input: { id: "apr_7k2mq9wxyzabcdef", changes: { volumes: false } },
    },
  ],
  async run({ ports, caller }, { id, operation, changes }) {
    const edit = { changes, ...(operation === undefined ? {} : { operation }) };
    const { undo, differs, effects, changed, ...rest } = await desk(ports).preview(caller, id, edit);
    return { ...rest, differs: [...differs], effects: [...effects], undo: undo ?? null, changed: [...changed] };
  },
});
