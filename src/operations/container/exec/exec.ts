import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../../catalogue/operation.ts";
import { secondsOf, withTicks } from "../../../kernel/with-ticks.ts";
import { define } from "../../define.ts";
import { containerChangeErrors } from "../../fields/errors.ts";
import { targetById } from "../../fields/reference.ts";
import { budgetOf } from "../../output/budget.ts";
import { Collector } from "../../output/collect.ts";
import { lengthOf, lines, maskLines, outputLine } from "../../output/lines.ts";
import { type Mask, outputMask } from "../../output/masked.ts";
import { session, type Session } from "../../output/tunnel.ts";
import type { Ports } from "../../ports.ts";
import { theContainer } from "../act.ts";
import { execBody, execInput, type ExecInput, execOutput, execTimeout } from "./input.ts";

/** Runs a program in a container. */
export const containerExec = define({
  id: "container.exec",
  summary: "Run a program in a running container and give its output and exit code.",
  description:
    "In one piece, the oldest part of the output that fits is given, and `truncated` says when that is not all. As a stream, it comes " +
    "line by line, and the last answer has the exit code.",
  risk: "change",
  riskCeiling: "host",
  riskOf: (input) => (input.privileged ? "host" : "change"),
  http: { method: "POST", path: "/api/containers/{id}/exec", failure: "Failed to execute" },
  input: execInput,
  output: execOutput,
  item: outputLine,
  targets: targetById("container"),
  body: { kind: "exec.create", of: execBody },
  deadline: 3_660_000,
  errors: [...containerChangeErrors, "CONTAINMENT_DENIED"],
  examples: [
    { title: "List a directory", input: { id: "web", command: ["ls", "-l", "/"] } },
    { title: "Feed a program", input: { id: "web", command: "sh -c 'wc -c; exit 3'", stdin: "hello" } },
  ],
  async run(context, input) {
    const { execId, session: running, mask } = await open(context, input);
    const collector = new Collector({ maxBytes: budgetOf(input), keep: "start" });
    const total = execTimeout(input);
    const tick = (done: number) => context.progress({ message: `running for ${secondsOf(done, total)}`, done, total });
    await withTicks(tick, async () => {
      for await (const batch of running.batches) for (const chunk of batch) collector.add(chunk);
    });
    const { stdout, stderr, output, ...rest } = collector.result();
    const shown = { stdout: mask(stdout), stderr: mask(stderr), output: mask(output) };
    return { ...(await ended(context, input, execId, running)), ...shown, ...rest };
  },
  async *batches(context, input) {
    const { execId, session: running, mask } = await open(context, input);
    let bytes = 0;
    try {
      for await (const batch of lines(running.batches)) {
        bytes += lengthOf(batch);
        yield maskLines(batch, mask);
      }
    } finally {
      running.close();
    }
    const nothing = { stdout: "", stderr: "", output: "", truncated: false };
    return { ...(await ended(context, input, execId, running)), ...nothing, bytes };
  },
});

async function open(
  context: OperationContext<Ports>,
  input: ExecInput,
): Promise<{ readonly execId: string; readonly session: Session; readonly mask: Mask }> {
  const { engine, reader } = context.ports;
  const { signal } = context;
  const { id } = theContainer(context);
  const mask = outputMask(context.revealsSecrets, (await reader.container(id, { signal })).value);
  const { Id: execId } = await engine.json<{ Id: string }>("POST", `/containers/${id}/exec`, {
    body: context.body,
    signal,
  });
  const tunnel = await engine.tunnel("POST", `/exec/${execId}/start`, {
    body: { Detach: false, Tty: input.tty },
    signal,
  });
  const options = { tty: input.tty, stdin: input.stdin, timeout: execTimeout(input), signal };
  return { execId, session: session(tunnel, options), mask };
}

async function ended(
  context: OperationContext<Ports>,
  input: ExecInput,
  execId: string,
  running: Session,
): Promise<{ container_id: string; exec_id: string; exit_code: number | null; timed_out: boolean }> {
  const answer = { container_id: input.id, exec_id: execId, timed_out: running.timedOut() };
  // The output may end a moment before the engine has noted the exit code.
  for (let attempt = 0; attempt < 50; attempt++) {
    const { Running, ExitCode } = await context.ports.engine.json<{ Running: boolean; ExitCode: number | null }>(
      "GET",
      `/exec/${execId}/json`,
      { signal: context.signal },
    );
    if (!Running) return { ...answer, exit_code: ExitCode };
    if (running.timedOut()) break;
    await sleep(100, undefined, { signal: context.signal });
  }
  return { ...answer, exit_code: null, timed_out: true };
}
