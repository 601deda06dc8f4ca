import { z } from "zod";
import { duration, seconds } from "../../fields/duration.ts";
import { budgetFields } from "../../output/budget.ts";
import { createBody } from "../create/body.ts";
import { createFields } from "../create/input.ts";
import { refuseContradictions } from "../create/limits.ts";
import { mountList, portMap } from "../view.ts";

/** What to run, and whether to wait for it. */
export const runInput = z
  .strictObject({
    ...createFields,
    detach: z
      .boolean()
      .default(true)
      .describe("Answers as soon as it runs; false waits for its end and gives its output."),
    remove: z.boolean().default(false).describe("Removes it when it has ended."),
    stdin: z
      .string()
      .max(4_000_000)
      .optional()
      .describe("Not detached: text for its standard input, which is closed after it."),
    timeout: duration("Not detached: how long it may run; 10m when absent, at most 1h.").optional(),
    timeout_seconds: seconds("The same as a number.").optional(),
    ...budgetFields,
  })
  .superRefine(refuseContradictions)
  .refine((input) => input.stdin === undefined || !input.detach, {
    path: ["stdin"],
    message: "can only be given when not detached",
  });

/** A parsed run. */
export type RunInput = z.output<typeof runInput>;

/** The body of `POST /containers/create` for it. */
export function runBody(input: RunInput): Record<string, unknown> {
  const remove = input.remove || input.auto_remove === true;
  const body = createBody({ ...input, ...(remove ? { auto_remove: true } : {}) });
  return input.stdin === undefined ? body : { ...body, AttachStdin: true, OpenStdin: true, StdinOnce: true };
}

/** Milliseconds that it may run when not detached. */
export function runTimeout(input: RunInput): number {
  const asked = input.timeout_seconds === undefined ? (input.timeout ?? 600_000) : input.timeout_seconds * 1000;
  return Math.min(3_600_000, asked);
}

/** The container that was started, and how it ended when it was waited for. */
export const runOutput = z.object({
  message: z.string().describe("What was done, for people."),
  container: z.object({
    id: z.string().describe("Full id."),
    name: z.string(),
    image: z.string(),
    status: z.string().describe("State; `removed` when it is gone."),
    detach: z.boolean(),
    remove: z.boolean(),
    ports: portMap,
    mounts: mountList,
    exit_code: z.number().nullable().optional().describe("Not detached: exit code; null when the timeout came first."),
    timed_out: z.boolean().optional().describe("Not detached: true when it was stopped because the timeout came."),
    logs: z.string().optional().describe("Not detached: standard output and standard error together."),
    stdout: z.string().optional(),
    stderr: z.string().optional(),
    truncated: z
      .boolean()
      .optional()
      .describe("True when there was more output than fits: the oldest part is missing."),
    bytes: z.number().optional().describe("Bytes of output that there were in all."),
  }),
  warnings: z.array(z.string()).describe("What the engine warns of."),
});
