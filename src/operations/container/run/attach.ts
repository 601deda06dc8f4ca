import type { OperationContext } from "../../../catalogue/operation.ts";
import type { EngineTunnel } from "../../../engine/client.ts";
import type { Session } from "../../output/tunnel.ts";
import type { Ports } from "../../ports.ts";
import type { RunInput } from "./input.ts";

/** A container whose output can be read and whose end is being waited for. */
interface Attached {
  readonly tunnel: EngineTunnel;
  readonly exit: Promise<number>;
}

/** A container that runs: its output is being read. */
export interface Running {
  readonly session: Session;
  readonly exit: Promise<number>;
}

/** Attaches to a container before it starts, so that nothing it writes is missed, and begins to wait for its end. */
export async function attach(context: OperationContext<Ports>, input: RunInput, id: string): Promise<Attached> {
  const { engine } = context.ports;
  const { signal } = context;
  const tunnel = await engine.tunnel("POST", `/containers/${id}/attach`, {
    query: { stream: true, stdout: true, stderr: true, stdin: input.stdin !== undefined },
    signal,
  });
  // One that breaks before it is read ends what is read then.
  tunnel.socket.on("error", () => undefined);
  const removed = input.remove || input.auto_remove === true;
  const exit = engine
    .json<{ StatusCode: number }>("POST", `/containers/${id}/wait`, {
      query: { condition: removed ? "removed" : "next-exit" },
      signal,
      timeout: "none",
    })
    .then(({ StatusCode }) => StatusCode);
  // Whoever fails before the end is waited for must not bring the process down.
  exit.catch(() => undefined);
  return { tunnel, exit };
}

/** The exit code; a container whose time is over is killed first. */
export async function exitOf(
  context: OperationContext<Ports>,
  id: string,
  { session: { timedOut }, exit }: Running,
): Promise<{ exit_code: number | null; timed_out: boolean }> {
  if (timedOut()) {
    await context.ports.engine
      .json("POST", `/containers/${id}/kill`, { signal: context.signal })
      .catch(() => undefined);
    await exit;
    await context.ports.reader.changed("container", id);
    return { exit_code: null, timed_out: true };
  }
  const code = await exit;
  await context.ports.reader.changed("container", id);
  return { exit_code: code, timed_out: false };
}
