import { restarts, type TrashEngine } from "./trash-engine.ts";
import type { Trashed, TrashTable } from "./trash-table.ts";

/** What the steps work with. */
export interface TrashSteps {
  readonly engine: TrashEngine;
  readonly table: TrashTable;
}

/** The name that a container has while it lies in the trash: it frees its own for others. */
export const hiddenName = (container: string): string => `gnosis-trash-${container.slice(0, 12)}`;

/**
 * Takes a container out of sight: no restart, stopped, renamed. Its row says `going` until the end, so that a server that is killed
 * at any point goes on from here; each step that is done already does nothing.
 */
export async function putAway({ engine, table }: TrashSteps, trashed: Trashed): Promise<void> {
  const { container } = trashed;
  if (restarts(trashed.restartPolicy)) await engine.setRestartPolicy(container, { Name: "no", MaximumRetryCount: 0 });
  await engine.stop(container);
  await engine.rename(container, hiddenName(container));
  table.setState(container, "kept");
}
