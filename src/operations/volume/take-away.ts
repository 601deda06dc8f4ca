import type { OperationContext } from "../../catalogue/operation.ts";
import { enginePath } from "../../engine/path.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Ports } from "../ports.ts";
import type { VolumeNotKept } from "../volume-bin.ts";

/** Removes a volume when it has been copied, or for good where that can't be; the guard has had that asked for. */
export async function takeVolumeAway(
  { ports, signal, caller }: OperationContext<Ports>,
  id: string,
  { force, purge }: { readonly force: boolean; readonly purge: boolean },
): Promise<{ readonly restorable_until?: string; readonly copy?: string; readonly not_restorable?: VolumeNotKept }> {
  const removal = purge ? undefined : await ports.volumes?.remove(id, caller.name);
  if (removal?.kept === true) {
    await ports.reader.changed("volume", id);
    return { restorable_until: timestamp(removal.removed.expiresAt), copy: removal.removed.copy };
  }
  await ports.engine.json("DELETE", enginePath`/volumes/${id}`, { query: { force }, signal, timeout: 110_000 });
  await ports.reader.changed("volume", id);
  return removal === undefined ? {} : { not_restorable: removal.reason };
}
