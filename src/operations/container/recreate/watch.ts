import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../../catalogue/operation.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import type { Ports } from "../../ports.ts";
import { outputMask } from "../../output/masked.ts";
import { lastOutput } from "./last-output.ts";

/** Milliseconds between two looks. */
const interval = 250;

/** How long a new container is watched, in milliseconds. */
export interface Patience {
  readonly health: number;
  readonly settle: number;
}

/** Ends when the container is healthy, or has stayed up for a while where it has no health check; throws CONFLICT when it does not. */
export async function watch(context: OperationContext<Ports>, id: string, patience: Patience): Promise<void> {
  const { engine } = context.ports;
  const { signal } = context;
  const begun = performance.now();
  for (;;) {
    const inspect = await engine.json<ContainerInspect>("GET", `/containers/${id}/json`, { signal });
    const { State, RestartCount } = inspect;
    const health = State.Health?.Status;
    const checked = health !== undefined && health !== "none";
    const waited = performance.now() - begun;
    if (!State.Running || RestartCount > 0)
      throw new GnosisError("CONFLICT", `It ended by itself with exit code ${State.ExitCode}.`, {
        next: "Look at the new settings: the image, command or environment may be wrong.",
        extra: { output: await lastOutput(context, inspect) },
      });
    if (health === "healthy" || (!checked && waited >= patience.settle)) return;
    if (health === "unhealthy" || (checked && waited >= patience.health)) {
      const mask = outputMask(context.revealsSecrets, inspect);
      const last = mask(State.Health?.Log?.at(-1)?.Output ?? "")
        .trim()
        .slice(0, 200);
      const what = health === "unhealthy" ? "It is unhealthy" : `It is not healthy after ${patience.health / 1000} s`;
      throw new GnosisError("CONFLICT", `${what}${last === "" ? "" : `: ${last}`}.`, {
        next: "Look at the health check and at the new settings.",
        extra: { output: await lastOutput(context, inspect) },
      });
    }
    await sleep(interval, undefined, { signal });
  }
}
