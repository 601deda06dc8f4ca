import { z } from "zod";
import { define } from "../define.ts";
import { duration, seconds } from "../fields/duration.ts";
import { approvalId, comment, decidingErrors, desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** The longest permission, in milliseconds. */
const longest = 8 * 3_600_000;

/** Says yes. */
export const approvalApprove = define({
  id: "approval.approve",
  summary: "Approve a call that waits: once, or for some time for that caller on the same objects.",
  description:
    "Has the risk `host`, since what is approved may reach everything. Nobody approves their own calls, and nobody through MCP. The approved call has to be made within ten minutes. The objects are looked at once more: when one is no longer as it was shown nothing is approved, and the call asks anew.",
  risk: "host",
  http: { method: "POST", path: "/api/approvals/{id}/approve" },
  input: z.strictObject({
    id: approvalId,
    for: duration(
      "Also allow the same operation by the same caller on the same objects, whatever the rest of the input, for so long; at most 8h.",
    ).optional(),
    for_seconds: seconds("The same as a number.").optional(),
    comment,
  }),
  output: z.object({ message: z.string(), approval }),
  deadline: 30_000,
  errors: decidingErrors,
  examples: [
    { title: "Approve once", input: { id: "apr_7k2mq9wxyzabcdef" } },
    { title: "Approve for a quarter of an hour", input: { id: "apr_7k2mq9wxyzabcdef", for: "15m" } },
  ],
  async run({ ports, caller }, { id, for: lasting, for_seconds: inSeconds, comment: said }) {
    const milliseconds = inSeconds === undefined ? lasting : inSeconds * 1000;
    const words = said === undefined ? {} : { comment: said };
    const view = await desk(ports).decide(
      caller,
      id,
      milliseconds === undefined
        ? { verdict: "once", ...words }
        : { verdict: "minutes", milliseconds: Math.min(milliseconds, longest), ...words },
    );
    const until = `until ${view.until ?? view.expires}`;
    const message = view.verdict === "minutes" ? `Approved ${until}` : `Approved once, to be used ${until}`;
    return { message, approval: approvalOf(view) };
  },
});
