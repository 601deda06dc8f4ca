import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { command } from "../fields/command.ts";
import { duration, seconds } from "../fields/duration.ts";
import { engineErrors } from "../fields/errors.ts";
import { imageReference } from "../fields/names.ts";
import { reference } from "../fields/reference.ts";
import { budgetFields } from "../output/budget.ts";
import { desk, sandboxName } from "./view.ts";

const output = z.object({
  sandbox: z.string(),
  container: z.string().describe("The container inside that it ran in."),
  exit_code: z.number().nullable().describe("Exit code; null when it had not ended within the timeout."),
  timed_out: z.boolean(),
  stdout: z.string(),
  stderr: z.string(),
  output: z.string().describe("Both together, in the order in which they came."),
  truncated: z.boolean().describe("True when there was more output than fits."),
  bytes: z.number().describe("Bytes of output that there were in all."),
});

type Ran = Omit<z.output<typeof output>, "sandbox" | "container">;

/** Runs a program inside a sandbox. */
export const sandboxExec = define({
  id: "sandbox.exec",
  summary: "Run a program inside a sandbox, in a new container there or one that runs, and give its output.",
  description:
    "In a new container of `image` that is removed afterwards, or with `container` in one that runs. Without both, in a new container of " +
    "the first image that the sandbox was given. Never in the container that carries the engine. The call inside is decided and recorded as one of its own.",
  risk: "change",
  http: { method: "POST", path: "/api/sandboxes/{name}/exec", failure: "Failed to execute" },
  input: z
    .strictObject({
      name: sandboxName,
      command: command("What to run. No shell is used unless you name one: `sh -c '…'`.").refine(
        (words) => words.length > 0,
        "must name a program",
      ),
      image: imageReference.optional(),
      container: reference("container").optional(),
      stdin: z.string().max(4_000_000).optional().describe("Text for its standard input, which is closed after it."),
      timeout: duration("How long to wait for its end; 10m when absent, at most 1h.").optional(),
      timeout_seconds: seconds("The same as a number.").optional(),
      ...budgetFields,
    })
    .refine((given) => given.image === undefined || given.container === undefined, {
      path: ["container"],
      message: "can't be given together with image",
    }),
  output,
  deadline: 3_700_000,
  errors: [
    ...engineErrors,
    ...["SANDBOX_NOT_FOUND", "CONTAINER_NOT_FOUND", "IMAGE_NOT_FOUND", "REFERENCE_AMBIGUOUS", "CONFLICT"],
    ...["ENGINE_REFUSED", "CONTAINMENT_DENIED", "FORBIDDEN", "STORE_FAILED"],
  ] as const,
  examples: [{ title: "Look around", input: { name: "agent-1", image: "busybox", command: "ls /" } }],
  async run({ ports, caller, signal, progress }, given) {
    const { name, command: words, image, container, stdin, timeout, timeout_seconds: said, ...budget } = given;
    const call = { caller, signal, progress };
    const wait = timeout === undefined ? (said ?? 600) : timeout / 1000;
    const shared = { command: words, timeout_seconds: wait, ...budget, ...(stdin === undefined ? {} : { stdin }) };
    if (container !== undefined) {
      const ran = (await desk(ports).run(name, "container.exec", { id: container, ...shared }, call)) as Ran;
      return answerOf(name, container, ran);
    }
    const [first] = desk(ports).find(caller, name).images;
    const chosen = image ?? first;
    if (chosen === undefined)
      throw new GnosisError(
        "INPUT_INVALID",
        "The sandbox was given no image: say in which one, or in which container.",
        {
          where: "image",
          next: "Give image or container.",
        },
      );
    const input = { image: chosen, detach: false, remove: true, ...shared };
    const { container: ran } = (await desk(ports).run(name, "container.run", input, call)) as {
      container: Ran & { id: string; logs: string };
    };
    return answerOf(name, ran.id, { ...ran, output: ran.logs });
  },
});

const answerOf = (sandbox: string, container: string, ran: Ran): z.output<typeof output> => ({
  sandbox,
  container,
  exit_code: ran.exit_code,
  timed_out: ran.timed_out,
  stdout: ran.stdout,
  stderr: ran.stderr,
  output: ran.output,
  truncated: ran.truncated,
  bytes: ran.bytes,
});
