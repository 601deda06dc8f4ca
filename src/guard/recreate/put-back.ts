import { asGnosisError } from "../../kernel/errors.ts";
import type { Held, Trash } from "../trash/trash.ts";
import type { TrashEngine } from "../trash/trash-engine.ts";
import type { Swap } from "./swap-table.ts";

/** The engine as a swap uses it. Each step may be repeated. */
export type SwapEngine = Pick<
  TrashEngine,
  "facts" | "stop" | "start" | "rename" | "setRestartPolicy" | "remove" | "named"
>;

/** What the steps of a swap work with. */
export interface SwapSteps {
  readonly engine: SwapEngine;
  readonly trash: Pick<Trash, "hold" | "hides" | "find">;
}

/** The name of the former container while another has its place. */
export const formerName = (container: string): string => `gnosis-former-${container.slice(0, 12)}`;
/** The name of a new container until it gets its own: it tells after a crash whether one was made. */
export const newName = (former: string): string => `gnosis-new-${former.slice(0, 12)}`;
/** Kept from starting by itself. */
export const noRestart = { Name: "no", MaximumRetryCount: 0 };

/** One that came out of the trash goes back there, or out of the way where the trash has been switched off since. */
async function backIntoTrash({ engine, trash }: SwapSteps, container: string, by: string): Promise<void> {
  await trash.hold(container, async (held: Held) => {
    if (trash.hides(container)) return held.putAway();
    if ((await engine.facts(container)) === undefined) return undefined;
    const removal = await held.remove({ force: true, volumes: false, by, keepOnly: true });
    if (removal.kept) return undefined;
    await engine.setRestartPolicy(container, noRestart);
    await engine.stop(container);
    return engine.rename(container, formerName(container));
  });
}

async function clearPlace(steps: SwapSteps, swap: Swap): Promise<void> {
  const { engine } = steps;
  const { container, successor, origin, by } = swap;
  if (origin === "trash") return successor === undefined ? undefined : backIntoTrash(steps, successor, by);
  const made = successor ?? (await engine.named(newName(container)));
  return made === undefined ? undefined : engine.remove(made, true);
}

/** What putting back came to: the former one may have been removed for good by somebody else, and then the new one stays. */
export type PutBack = "back" | "former-gone";

/**
 * Everything as it was: the one that took the place goes first, because the former one gets its name, ports and addresses back. Each
 * step may be repeated, so that what is cut off anywhere is done again from the start.
 */
export async function putBack(steps: SwapSteps, swap: Swap): Promise<PutBack> {
  const { engine } = steps;
  const { container, name, successor, wasRunning, restartPolicy } = swap;
  const former = await engine.facts(container);
  if (former === undefined) {
    const left = successor ?? (await engine.named(newName(container)));
    if (swap.origin === "made" && left !== undefined && (await engine.facts(left)) !== undefined)
      await engine.rename(left, name);
    return "former-gone";
  }
  await clearPlace(steps, swap);
  // Somebody else may have taken the name meanwhile: it runs again all the same, and gets its name when that is free.
  const renaming = await engine.rename(container, name).then(
    () => undefined,
    (thrown: unknown) => asGnosisError(thrown),
  );
  if (renaming !== undefined && renaming.code !== "CONFLICT") throw renaming;
  if (former.restartPolicy.Name !== restartPolicy.Name) await engine.setRestartPolicy(container, restartPolicy);
  if (wasRunning && !former.running) await engine.start(container);
  if (renaming !== undefined) throw renaming;
  return "back";
}
