import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { lastOutput } from "../container/recreate/last-output.ts";
import { nameOf } from "../container/view.ts";
import type { Ports } from "../ports.ts";
import type { Wait } from "./project.ts";

/** Milliseconds between two looks. */
const interval = 250;

const healthOf = ({ State }: ContainerInspect): string | undefined =>
  State.Health?.Status === "none" ? undefined : State.Health?.Status;

async function failed(context: OperationContext<Ports>, inspect: ContainerInspect, what: string): Promise<never> {
  throw new GnosisError("CONFLICT", `${nameOf(inspect)} ${what}.`, {
    next: "Look at its output, and at its image, command and environment.",
    extra: { output: await lastOutput(context, inspect) },
  });
}

/** How long to look. Milliseconds. */
interface Settling {
  readonly patience: number;
  readonly settle: number;
}

/** Ends when a container runs well, or has done its work; throws CONFLICT when it fails, with its last output. */
export async function settle(
  context: OperationContext<Ports>,
  id: string,
  { patience, settle: calm }: Settling,
): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const inspect = await context.ports.engine.json<ContainerInspect>("GET", `/containers/${id}/json`, {
      signal: context.signal,
    });
    const { State, RestartCount } = inspect;
    const health = healthOf(inspect);
    const waited = performance.now() - begun;
    if (RestartCount > 0 || (!State.Running && State.ExitCode !== 0))
      await failed(context, inspect, `ended by itself with exit code ${State.ExitCode}`);
    if (!State.Running) return;
    if (health === "unhealthy") await failed(context, inspect, "is unhealthy");
    if (health === "healthy" || (health === undefined && waited >= calm)) return;
    if (waited >= patience) await failed(context, inspect, `is not healthy after ${patience / 1000} s`);
    await sleep(interval, undefined, { signal: context.signal });
  }
}

/** What is waited for, and how long. */
interface Awaiting {
  readonly condition: Wait["condition"];
  /** Milliseconds. */
  readonly patience: number;
  /** Aborted when nobody needs it any more. */
  readonly halt: AbortSignal | undefined;
}

/** Ends when a container is as others wait for it; throws CONFLICT when it can't come to that any more or takes too long, and `halt`'s reason. */
export async function waitFor(
  context: OperationContext<Ports>,
  id: string,
  { condition, patience, halt }: Awaiting,
): Promise<void> {
  const begun = performance.now();
  for (;;) {
    halt?.throwIfAborted();
    const inspect = await context.ports.engine.json<ContainerInspect>("GET", `/containers/${id}/json`, {
      signal: context.signal,
    });
    const { State } = inspect;
    const health = healthOf(inspect);
    const ended = !State.Running && !State.Restarting;
    if (condition === "service_started" && State.Status !== "created") return;
    if (condition === "service_completed_successfully" && ended && State.ExitCode === 0 && State.Status === "exited") return; // prettier-ignore
    if (condition === "service_healthy") {
      if (health === "healthy") return;
      if (health === undefined) await failed(context, inspect, "has no health check, and others wait until it is healthy"); // prettier-ignore
      if (health === "unhealthy") await failed(context, inspect, "is unhealthy, and others wait for it");
    }
    if (ended) await failed(context, inspect, `ended with exit code ${State.ExitCode}, and others wait for it`);
    if (performance.now() - begun >= patience) await failed(context, inspect, `is not as others wait for it after ${patience / 1000} s`); // prettier-ignore
    await sleep(interval, undefined, { signal: context.signal });
  }
}
