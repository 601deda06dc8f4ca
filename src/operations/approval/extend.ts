import { z } from "zod";
import { define } from "../define.ts";
import { approvalId, decidingErrors, desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** Gives a question more time. */
export const approvalExtend = define({
  id: "approval.extend",
  summary: "Give a call that waits another fifteen minutes to be answered, once.",
  description: "For who may approve it: nobody extends their own calls, and nobody through MCP.",
  risk: "host",
  http: { method: "POST", path: "/api/approvals/{id}/extend" },
  input: z.strictObject({ id: approvalId }),
  output: z.object({ message: z.string(), approval }),
  deadline: 30_000,
  errors: decidingErrors,
  examples: [{ title: "Take more time to look at it", input: { id: "apr_7k2mq9wxyzabcdef" } }],
  run({ ports, caller }, { id }) {
    const view = desk(ports).extend(caller, id);
    const until = `${view.expires.slice(0, 16).replace("T", " ")} UTC`;
    return Promise.resolve({ message: `It can be answered until ${until}`, approval: approvalOf(view) });
  },
});
