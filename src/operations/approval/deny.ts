import { z } from "zod";
import { define } from "../define.ts";
import { approvalId, comment, decidingErrors, desk, freezer } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Says no. */
export const approvalDeny = define({
  id: "approval.deny",
  summary: "Deny a call that waits, and if need be let its caller change nothing more.",
  description: "The same call is denied for ten minutes without asking anybody again.",
  risk: "host",
  http: { method: "POST", path: "/api/approvals/{id}/deny" },
  input: z.strictObject({
    id: approvalId,
    comment,
    freeze: z
      .boolean()
      .default(false)
      .describe("Also freeze the caller's token: it may only read until that is lifted."),
  }),
  output: z.object({ message: z.string(), approval, freeze: z.string().nullable().describe("Id of the freeze.") }),
  deadline: 30_000,
  errors: decidingErrors,
  examples: [
    { title: "Deny and freeze", input: { id: "apr_7k2mq9wxyzabcdef", comment: "Not on production", freeze: true } },
  ],
  async run({ ports, caller }, { id, comment: said, freeze }) {
    const view = await desk(ports).decide(caller, id, {
      verdict: "deny",
      ...(said === undefined ? {} : { comment: said }),
    });
    const asker = view.plan.caller;
    const frozen = freeze
      ? freezer(ports).create({
          token: { id: asker.id, name: asker.name, role: asker.role },
          reason: said ?? `${view.plan.operation} was denied`,
          by: caller.name,
        })
      : undefined;
    const message = frozen === undefined ? "Denied" : `Denied, and ${asker.name} is frozen`;
    return { message, approval: approvalOf(view), freeze: frozen?.id ?? null };
  },
});
