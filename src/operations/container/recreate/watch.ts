import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../../catalogue/operation.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import type { Ports } from "../../ports.ts";

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
    const { State, RestartCount } = await engine.json<ContainerInspect>("GET", `/containers/${id}/json`, { signal });
    const health = State.Health?.Status;
    const checked = health !== undefined && health !== "none";
    const waited = performance.now() - begun;
    if (!State.Running || RestartCount > 0)
      throw new GnosisError("CONFLICT", `It ended by itself with exit code ${State.ExitCode}.`, {
        next: "Look at the new settings: the image, command or environment may be wrong.",
      });
    if (health === "healthy" || (!checked && waited >= patience.settle)) return;
    if (health === "unhealthy" || (checked && waited >= patience.health)) {
      const last = State.Health?.Log?.at(-1)?.Output?.trim().slice(0, 200) ?? "";
      const what = health === "unhealthy" ? "It is unhealthy" : `It is not healthy after ${patience.health / 1000} s`;
      throw new GnosisError("CONFLICT", `${what}${last === "" ? "" : `: ${last}`}.`, {
        next: "Look at the health check and at the new settings.",
      });
    }
    await sleep(interval, undefined, { signal });
  }
}
