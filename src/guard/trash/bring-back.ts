import { GnosisError } from "../../kernel/errors.ts";
import { putAway, type TrashSteps } from "./put-away.ts";
import { restarts } from "./trash-engine.ts";
import type { Trashed } from "./trash-table.ts";

/** The networks that a container was in, as they are called now; CONFLICT names the first that is gone. */
async function findNetworks({ engine }: TrashSteps, { name, networks }: Trashed) {
  const found = [];
  for (const attached of networks) {
    // A container that never ran knows its networks by name alone.
    const byId = attached.id === "" ? undefined : await engine.network(attached.id);
    const id = byId ?? (await engine.network(attached.name));
    if (id === undefined) {
      throw new GnosisError("CONFLICT", `The network '${attached.name}' of '${name}' is gone.`, {
        next: `Make a network called '${attached.name}', then restore the container again.`,
      });
    }
    found.push({ attached, id });
  }
  return found;
}

/**
 * Brings a container back: its name, its networks with aliases and fixed addresses, its restart policy, and running if asked. Everything
 * that could be in the way is looked at first, so that a refusal leaves it in the trash as it was; what a crash cuts off is finished later.
 */
export async function bringBack(steps: TrashSteps, trashed: Trashed, start: boolean): Promise<void> {
  const { engine, table } = steps;
  const { container, name, restartPolicy } = trashed;
  if ((await engine.facts(container)) === undefined) {
    throw new GnosisError("TRASH_NOT_FOUND", `The container '${name}' was removed by somebody else, for good.`);
  }
  const holder = await engine.named(name);
  if (holder !== undefined && holder !== container) {
    throw new GnosisError("CONFLICT", `Another container is called '${name}' now.`, {
      next: `Rename or remove that one, then restore again.`,
    });
  }
  const networks = await findNetworks(steps, trashed);
  table.setState(container, "returning");
  try {
    for (const { attached, id } of networks) {
      if (id === attached.id || attached.id === "") continue;
      // A network of the same name was made anew since: the attachment under that name still leads to the old one.
      await engine.disconnect(id, container);
      await engine.connect(id, container, attached);
    }
    await engine.rename(container, name);
    if (restarts(restartPolicy)) await engine.setRestartPolicy(container, restartPolicy);
    if (start) await engine.start(container);
  } catch (thrown) {
    // A port or an address may be taken: it goes back to where it was, so that nothing is half done. When that fails too, the engine
    // is not well, and the return is finished when it is.
    await putAway(steps, trashed).catch(() => undefined);
    throw thrown;
  }
}
