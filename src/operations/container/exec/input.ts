import { z } from "zod";
import { command } from "../../fields/command.ts";
import { duration, seconds } from "../../fields/duration.ts";
import { environment } from "../../fields/environment.ts";
import { reference } from "../../fields/reference.ts";
import { budgetFields } from "../../output/budget.ts";

/** What to run in a container. */
export const execInput = z.strictObject({
  id: reference("container"),
  command: command("What to run. No shell is used unless you name one: `sh -c '…'`.").refine(
    (words) => words.length > 0,
    "must name a program",
  ),
  env: environment("Environment variables beside the container's own.").optional(),
  user: z.string().min(1).max(256).optional().describe("User inside; the container's own when absent."),
  workdir: z.string().min(1).max(4096).optional().describe("Working directory inside."),
  stdin: z.string().max(4_000_000).optional().describe("Text for its standard input, which is closed after it."),
  tty: z.boolean().default(false).describe("Gives it a terminal: standard error then comes with standard output."),
  privileged: z.boolean().default(false).describe("Gives it everything that the host has."),
  timeout: duration(
    "How long to wait for its end; 1m when absent, at most 1h. It may go on running after that.",
  ).optional(),
  timeout_seconds: seconds("The same as a number.").optional(),
  ...budgetFields,
});

/** A parsed exec. */
export type ExecInput = z.output<typeof execInput>;

/** How it went. */
export const execOutput = z.object({
  container_id: z.string().describe("The container as it was asked for."),
  exec_id: z.string(),
  exit_code: z.number().nullable().describe("Exit code; null when it had not ended within the timeout."),
  timed_out: z.boolean().describe("True when it had not ended within the timeout; it may still run."),
  stdout: z.string(),
  stderr: z.string(),
  output: z.string().describe("Both together, in the order in which they came."),
  truncated: z.boolean().describe("True when there was more output than fits: the newest part is missing."),
  bytes: z.number().describe("Bytes of output that there were in all."),
});

/** The body of `POST /containers/{id}/exec`. */
export function execBody(input: ExecInput): Record<string, unknown> {
  return {
    AttachStdin: input.stdin !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Tty: input.tty,
    Cmd: input.command,
    ...(input.env === undefined ? {} : { Env: input.env }),
    ...(input.user === undefined ? {} : { User: input.user }),
    ...(input.workdir === undefined ? {} : { WorkingDir: input.workdir }),
    ...(input.privileged ? { Privileged: true } : {}),
  };
}

/** Milliseconds to wait for the end. */
export function execTimeout(input: ExecInput): number {
  const asked = input.timeout_seconds === undefined ? (input.timeout ?? 60_000) : input.timeout_seconds * 1000;
  return Math.min(3_600_000, asked);
}
