import type { OperationContext } from "../../catalogue/operation.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Ports } from "../ports.ts";
import type { NotKept } from "../trash-bin.ts";

/** Removes a container into the trash, or for good where that is asked for or can't be otherwise; says which. */
export async function takeContainerAway(
  { ports, signal, caller }: OperationContext<Ports>,
  id: string,
  { force, volumes, purge }: { readonly force: boolean; readonly volumes: boolean; readonly purge: boolean },
): Promise<{ readonly restorable_until?: string; readonly not_restorable?: NotKept }> {
  const removal =
    ports.trash === undefined || purge ? undefined : await ports.trash.remove(id, { force, volumes, by: caller.name });
  if (removal === undefined) {
    await ports.engine.json("DELETE", `/containers/${id}`, {
      query: { force, v: volumes },
      signal,
      timeout: 110_000,
    });
  }
  await ports.reader.changed("container", id);
  if (removal === undefined) return {};
  return removal.kept ? { restorable_until: timestamp(removal.trashed.expiresAt) } : { not_restorable: removal.reason };
}
