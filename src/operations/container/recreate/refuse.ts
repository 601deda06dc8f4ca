import type { EngineClient } from "../../../engine/client.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import { unlessMissing } from "./ask.ts";

/** Labels of containers that an orchestrator makes anew by itself, and what to change instead. */
const swarmTask = "com.docker.swarm.task.id";

/** Throws CONFLICT for a container that could not be put back, or that would not stay. */
export async function refuseUnswappable(
  engine: EngineClient,
  { Name, State, HostConfig, Config }: ContainerInspect,
  networkMode: string | undefined,
  options: { readonly signal?: AbortSignal },
): Promise<void> {
  const name = Name.slice(1);
  const refuse = (message: string, next: string): never => {
    throw new GnosisError("CONFLICT", message, { next });
  };
  if (State.Paused) refuse(`The container '${name}' is paused.`, "Unpause it first.");
  if (State.Running && HostConfig.AutoRemove === true)
    refuse(
      `'${name}' removes itself when it stops, so it could not be put back.`,
      "Run another one beside it, and stop this one when that runs well.",
    );
  if (Config.Labels?.[swarmTask] !== undefined)
    refuse(`'${name}' is a task of a Swarm service, which makes its containers itself.`, "Update the service instead.");
  const [, other] = /^container:(.+)$/u.exec(networkMode ?? "") ?? [];
  if (!State.Running || other === undefined) return;
  const found = await unlessMissing(engine.json<ContainerInspect>("GET", `/containers/${other}/json`, options));
  if (found?.State.Running !== true)
    refuse(
      `The container whose network '${name}' shares (${other.slice(0, 12)}) does not run, so nothing could start in its place.`,
      "Start that one first, or remove this one and run it anew with another network.",
    );
}
