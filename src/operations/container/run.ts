import type { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { define } from "../define.ts";
import { budgetOf } from "../output/budget.ts";
import { Collector } from "../output/collect.ts";
import { lengthOf, lines, maskLines, outputLine } from "../output/lines.ts";
import { outputMask } from "../output/masked.ts";
import { session } from "../output/tunnel.ts";
import type { Ports } from "../ports.ts";
import { createErrors } from "./create/errors.ts";
import { nameQuery } from "./create/name-query.ts";
import { discard, make, type Made } from "./create/make.ts";
import { createRisk } from "./create/risk.ts";
import { attach, exitOf, type Running } from "./run/attach.ts";
import { runBody, runInput, type RunInput, runOutput, runTimeout } from "./run/input.ts";
import { nameOf, portsOf } from "./view.ts";

/** Creates and starts a container. */
export const containerRun = define({
  id: "container.run",
  summary: "Create a container and start it; wait for its end and give its output when not detached.",
  description:
    "When it can't be started, nothing is left behind. Not detached, it is stopped when the timeout comes. The image must be there: pull it first.",
  risk: "change",
  riskCeiling: "host",
  riskOf: createRisk,
  http: { method: "POST", path: "/api/containers/run", status: 201, failure: "Failed to run container" },
  input: runInput,
  output: runOutput,
  item: outputLine,
  targets: [{ kind: "image", reference: (input) => input.image }],
  creates: "container",
  body: { kind: "container.create", of: runBody, query: nameQuery },
  deadline: 3_700_000,
  errors: createErrors,
  examples: [
    {
      title: "Run a program and read its output",
      input: { image: "busybox", command: "echo hello", detach: false, remove: true },
    },
    { title: "Start a server in the background", input: { image: "busybox", command: "sleep 60", remove: true } },
  ],
  async run(context, input) {
    const made = await make(context, input);
    if (input.detach) return startDetached(context, input, made);
    const running = await startAttached(context, input, made);
    const collector = new Collector({ maxBytes: budgetOf(input), keep: "end" });
    const total = runTimeout(input);
    const tick = (done: number) => context.progress({ message: `running for ${secondsOf(done, total)}`, done, total });
    await withTicks(tick, async () => {
      for await (const batch of running.session.batches) for (const chunk of batch) collector.add(chunk);
    });
    const { output, stdout, stderr, ...rest } = collector.result();
    const mask = outputMask(context.revealsSecrets);
    const shown = { logs: mask(output), stdout: mask(stdout), stderr: mask(stderr) };
    const ended = await exitOf(context, made.id, running);
    return answer(input, made, await lookAgain(context, made), { ...ended, ...shown, ...rest });
  },
  async *batches(context, input) {
    const made = await make(context, input);
    if (input.detach) return startDetached(context, input, made);
    const running = await startAttached(context, input, made);
    const mask = outputMask(context.revealsSecrets);
    let bytes = 0;
    for await (const batch of lines(running.session.batches)) {
      bytes += lengthOf(batch);
      yield maskLines(batch, mask);
    }
    const nothing = { logs: "", stdout: "", stderr: "", truncated: false, bytes };
    const ended = await exitOf(context, made.id, running);
    return answer(input, made, await lookAgain(context, made), { ...ended, ...nothing });
  },
});

/** Starts what was made, and gives it as it is then, if it is still there; on failure nothing is left, so that a second try finds the name free. */
const start = (context: OperationContext<Ports>, { id }: Made): Promise<ContainerInspect | undefined> =>
  context.ports.reader.change(id, async () => {
    try {
      await context.ports.engine.json("POST", `/containers/${id}/start`, { signal: context.signal, timeout: 60_000 });
    } catch (error) {
      await discard(context, id);
      throw error;
    }
  });

async function startDetached(
  context: OperationContext<Ports>,
  input: RunInput,
  made: Made,
): Promise<z.output<typeof runOutput>> {
  return answer(input, made, await start(context, made), {});
}

async function startAttached(context: OperationContext<Ports>, input: RunInput, made: Made): Promise<Running> {
  let attached;
  try {
    attached = await attach(context, input, made.id);
  } catch (error) {
    await discard(context, made.id);
    throw error;
  }
  try {
    await start(context, made);
  } catch (error) {
    attached.tunnel.socket.destroy();
    throw error;
  }
  // Only now: its time counts from its start, however long an engine that has much to do takes for that.
  const options = { tty: input.tty === true, stdin: input.stdin, timeout: runTimeout(input), signal: context.signal };
  return { exit: attached.exit, session: session(attached.tunnel, options) };
}

/** How what was made is after its end; nothing when it is gone. */
async function lookAgain(context: OperationContext<Ports>, { id }: Made): Promise<ContainerInspect | undefined> {
  try {
    return (await context.ports.reader.container(id, { fresh: true, signal: context.signal })).value;
  } catch (error) {
    if (!(error instanceof GnosisError) || error.code !== "CONTAINER_NOT_FOUND") throw error;
    return undefined;
  }
}

function answer(
  input: RunInput,
  made: Made,
  seen: ContainerInspect | undefined,
  ended: Partial<z.output<typeof runOutput>["container"]>,
): z.output<typeof runOutput> {
  const { detach, remove } = input;
  const container =
    seen === undefined
      ? { name: input.name ?? made.id.slice(0, 12), image: input.image, status: "removed", ports: {}, mounts: [] }
      : {
          name: nameOf(seen),
          image: seen.Config.Image,
          status: seen.State.Status,
          ports: portsOf(seen),
          mounts: (seen.Mounts ?? []).map((mount) => ({ ...mount })),
        };
  return {
    message: detach ? "Container started successfully" : "Container executed successfully",
    container: { ...container, id: made.id, detach, remove, ...ended },
    warnings: [...made.warnings],
  };
}
