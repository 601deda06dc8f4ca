import { z } from "zod";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { duration, seconds } from "../fields/duration.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** The longest wait, in milliseconds. */
const longest = 3_600_000;

/** Waits until a container has ended. */
export const containerWait = define({
  id: "container.wait",
  summary: "Wait until a container has ended, or until a timeout, and give its exit code.",
  risk: "read",
  http: { method: "POST", path: "/api/containers/{id}/wait" },
  input: z.strictObject({
    id: reference("container"),
    condition: z
      .enum(["not-running", "next-exit", "removed"])
      .default("not-running")
      .describe("What to wait for; `not-running` answers at once when it has ended already."),
    timeout: duration("How long to wait; 5m when absent, at most 1h.").optional(),
    timeout_seconds: seconds("The same as a number.").optional(),
  }),
  output: z.object({
    container_id: z.string().describe("The container as it was asked for."),
    exit_code: z.number().nullable().describe("Exit code; null when the timeout came first."),
    timed_out: z.boolean().describe("True when the timeout came first."),
    error: z.string().nullable().describe("What the engine says went wrong, if anything."),
  }),
  targets: targetById("container"),
  deadline: longest + 60_000,
  errors: containerErrors,
  examples: [{ title: "Wait at most 30 seconds", input: { id: "job", timeout: "30s" } }],
  async run(context, input) {
    const asked = input.timeout_seconds === undefined ? (input.timeout ?? 300_000) : input.timeout_seconds * 1000;
    const total = Math.min(longest, asked);
    const limit = AbortSignal.timeout(total);
    const tick = (done: number) => context.progress({ message: `waited ${secondsOf(done, total)}`, done, total });
    const answer = { container_id: input.id, timed_out: false, error: null };
    try {
      const result = await withTicks(tick, () =>
        context.ports.engine.json<{ StatusCode: number; Error?: { Message: string } | null }>(
          "POST",
          `/containers/${theContainer(context).id}/wait`,
          {
            query: { condition: input.condition },
            signal: AbortSignal.any([context.signal, limit]),
            timeout: "none",
          },
        ),
      );
      return { ...answer, exit_code: result.StatusCode, error: result.Error?.Message ?? null };
    } catch (error) {
      if (limit.aborted && !context.signal.aborted) return { ...answer, exit_code: null, timed_out: true };
      throw error;
    }
  },
});
