import { z } from "zod";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { define } from "../define.ts";
import { duration, seconds } from "../fields/duration.ts";
import { approvalId, desk } from "./fields.ts";
import { approval, approvalOf } from "./view.ts";

/** The longest wait, in milliseconds. */
const longest = 3_600_000;

/** Waits for a person's answer. */
export const approvalWait = define({
  id: "approval.wait",
  summary:
    "Wait until a person has answered, or until a timeout; then make the approved call again, or find what came of it where the server makes it.",
  risk: "read",
  http: { method: "POST", path: "/api/approvals/{id}/wait" },
  input: z.strictObject({
    id: approvalId,
    timeout: duration("How long to wait; 5m when absent, at most 1h.").optional(),
    timeout_seconds: seconds("The same as a number.").optional(),
  }),
  output: z.object({ approval, timed_out: z.boolean().describe("True when there is no answer yet.") }),
  deadline: longest + 60_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "APPROVAL_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Wait at most two minutes", input: { id: "apr_7k2mq9wxyzabcdef", timeout: "2m" } }],
  async run({ ports, caller, signal, progress }, { id, timeout, timeout_seconds: inSeconds }) {
    const asked = inSeconds === undefined ? (timeout ?? 300_000) : inSeconds * 1000;
    const total = Math.min(asked, longest);
    const tick = (done: number) =>
      progress({ message: `waiting for a person to decide on ${id}, ${secondsOf(done, total)}`, done, total });
    const view = await withTicks(tick, () => desk(ports).wait(caller, id, total, signal));
    return {
      approval: approvalOf(view),
      timed_out: view.state === "pending" || view.run?.state === "waiting" || view.run?.state === "running",
    };
  },
});
