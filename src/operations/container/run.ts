import type { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { define } from "../define.ts";
import { budgetOf } from "../output/budget.ts";
import { Collector } from "../output/collect.ts";
import { lengthOf, lines, maskLines, outputLine } from "../output/lines.ts";
import { outputMask } from "../output/masked.ts";
import type { Session } from "../output/tunnel.ts";
import type { Ports } from "../ports.ts";
import { createErrors } from "./create/errors.ts";
import { nameQuery } from "./create/name-query.ts";
import { discard, make, type Made } from "./create/make.ts";
import { createRisk } from "./create/risk.ts";
import { attach, exitOf } from "./run/attach.ts";
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
    return answer(context, input, made, { ...(await exitOf(context, made.id, running)), ...shown, ...rest });
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
    return answer(context, input, made, { ...(await exitOf(context, made.id, running)), ...nothing });
  },
});

/** Starts what was made; on failure nothing is left, so that a second try finds the name free. */
async function start(context: OperationContext<Ports>, { id }: Made): Promise<void> {
  try {
    await context.ports.engine.json("POST", `/containers/${id}/start`, { signal: context.signal, timeout: 60_000 });
  } catch (error) {
    await discard(context, id);
    throw error;
  }
  await context.ports.reader.changed("container", id);
}

async function startDetached(
  context: OperationContext<Ports>,
  input: RunInput,
  made: Made,
): Promise<z.output<typeof runOutput>> {
  await start(context, made);
  return answer(context, input, made, {});
}

async function startAttached(
  context: OperationContext<Ports>,
  input: RunInput,
  made: Made,
): Promise<{ readonly session: Session; readonly exit: Promise<number> }> {
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
    attached.session.close();
    throw error;
  }
  return attached;
}

async function answer(
  context: OperationContext<Ports>,
  input: RunInput,
  made: Made,
  ended: Partial<z.output<typeof runOutput>["container"]>,
): Promise<z.output<typeof runOutput>> {
  const { detach, remove } = input;
  const message = detach ? "Container started successfully" : "Container executed successfully";
  const about = { id: made.id, detach, remove, ...ended };
  const warnings = [...made.warnings];
  try {
    const { value } = await context.ports.reader.container(made.id, { fresh: true, signal: context.signal });
    const seen = {
      name: nameOf(value),
      image: value.Config.Image,
      status: value.State.Status,
      ports: portsOf(value),
      mounts: (value.Mounts ?? []).map((mount) => ({ ...mount })),
    };
    return { message, container: { ...seen, ...about }, warnings };
  } catch (error) {
    if (!(error instanceof GnosisError) || error.code !== "CONTAINER_NOT_FOUND") throw error;
    const gone = {
      name: input.name ?? made.id.slice(0, 12),
      image: input.image,
      status: "removed",
      ports: {},
      mounts: [],
    };
    return { message, container: { ...gone, ...about }, warnings };
  }
}
