import { hiddenPrefix } from "../../catalogue/hidden-names.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { newName } from "../../kernel/ids.ts";
import { formatSize } from "../../kernel/sizes.ts";
import type { Store } from "../../store/store.ts";
import { openVolumeTrashTable, type RemovedVolume } from "./volume-trash-table.ts";

/** The engine as the trash of volumes uses it. Each step may be repeated. */
export interface VolumeTrashEngine {
  /** Nothing when there is no such volume. `plain`: of the local driver without options, so that its files are all there is to it. */
  readonly facts: (
    volume: string,
  ) => Promise<{ readonly labels: Readonly<Record<string, string>>; readonly plain: boolean } | undefined>;
  /** Bytes of its files; undefined where the engine doesn't say in time. */
  readonly size: (volume: string) => Promise<number | undefined>;
  readonly create: (volume: string, labels: Readonly<Record<string, string>>) => Promise<void>;
  /** Copies all files with owners, modes and times; gives their bytes. Throws LIMIT_REACHED beyond `most`. */
  readonly copy: (from: string, to: string, most: number) => Promise<number>;
  /** Throws CONFLICT when a container mounts it. */
  readonly remove: (volume: string) => Promise<void>;
}

/** What became of a volume that was to be removed. */
export type VolumeRemoval =
  | { readonly kept: true; readonly removed: RemovedVolume }
  | { readonly kept: false; readonly reason: "too-large" | "switched-off" | "driver" };

/** Removed volumes of one engine that can still be brought back. */
export interface VolumeTrash {
  /** Why a removal would be for good, with sizes and times, so that it has to be asked for; nothing where it would be copied. */
  readonly forGood: (volume: string, purge: boolean) => Promise<string | undefined>;
  /** Copies a volume, then removes it; changes nothing where it can't be copied. */
  readonly remove: (volume: string, by: string) => Promise<VolumeRemoval>;
  /** Newest first. */
  readonly list: () => readonly RemovedVolume[];
  /** Brings one back under its name, by that of its copy; CONFLICT when another one has it. */
  readonly restore: (copy: string) => Promise<RemovedVolume>;
  /** Really removes one. */
  readonly purge: (copy: string) => Promise<void>;
  /** Settles what a crash cut off, then removes what has expired. */
  readonly sweep: () => Promise<void>;
}

/** What the trash of volumes is opened with. */
export interface VolumeTrashOptions {
  readonly store: Store;
  readonly endpoint: string;
  readonly engine: VolumeTrashEngine;
  /** Milliseconds that removed volumes are kept; 0 keeps none, and asks for none. */
  readonly keepTime: number;
  /** Bytes that are kept in all. */
  readonly maxBytes: number;
  /** Bytes that removed containers take of these. */
  readonly otherBytes: () => number;
  readonly clock?: Clock;
  /** Told what happens without anybody's call. */
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}

/** Bytes a second that a copy makes at least on a disk of our day: what a person is told to expect. */
const pace = 50 * 1024 * 1024;

const expected = (bytes: number): string => `about ${Math.max(1, Math.ceil(bytes / pace))} s`;

/**
 * Opens the trash of volumes. The files are copied before the volume is removed, and copied back before the copy goes, so that at every
 * moment one of the two is whole; the row says which.
 */
export function openVolumeTrash(options: VolumeTrashOptions): VolumeTrash {
  const { store, endpoint, engine, keepTime, maxBytes, note, clock = systemClock } = options;
  const table = openVolumeTrashTable(store, endpoint);
  const busy = new Set<string>();
  const alone = async <T>(volume: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(volume)) throw new GnosisError("CONFLICT", "This volume is being removed or brought back just now.");
    busy.add(volume);
    try {
      return await work();
    } finally {
      busy.delete(volume);
    }
  };
  const room = (): number => maxBytes - options.otherBytes();
  const find = (copy: string): RemovedVolume => {
    const found = table.all().find((one) => one.copy === copy);
    if (found !== undefined) return found;
    throw new GnosisError("TRASH_NOT_FOUND", `There is no removed volume '${copy}'.`);
  };
  const erase = async ({ copy }: RemovedVolume): Promise<void> => {
    if ((await engine.facts(copy)) !== undefined) await engine.remove(copy);
    table.drop(copy);
  };
  const makeRoom = async (bytes: number): Promise<void> => {
    const kept = table.all().filter(({ state }) => state === "kept");
    let total = kept.reduce((sum, one) => sum + one.bytes, bytes);
    for (const oldest of kept.toReversed()) {
      if (total <= room()) return;
      await alone(oldest.volume, () => erase(oldest));
      note("trash.evicted", { volume: oldest.volume, bytes: oldest.bytes });
      total -= oldest.bytes;
    }
  };
  /** Why it can't be copied. */
  const obstacle = async (volume: string): Promise<{ reason: "too-large" | "driver"; text: string } | undefined> => {
    const facts = await engine.facts(volume);
    if (facts?.plain === false) return { reason: "driver", text: "its driver or options keep it from being copied" };
    const bytes = facts === undefined ? undefined : await engine.size(volume);
    if (bytes === undefined || bytes <= room()) return undefined;
    return { reason: "too-large", text: `its ${formatSize(bytes)} don't fit into the trash` };
  };

  const remove = async (volume: string, by: string): Promise<VolumeRemoval> => {
    if (keepTime === 0) return { kept: false, reason: "switched-off" };
    const facts = await engine.facts(volume);
    if (facts === undefined) throw new GnosisError("VOLUME_NOT_FOUND", `Volume not found: ${volume}`);
    const inTheWay = await obstacle(volume);
    if (inTheWay !== undefined) return { kept: false, reason: inTheWay.reason };
    const copy = `${hiddenPrefix}${newName(20)}`;
    const removedAt = clock.now();
    const going: RemovedVolume = {
      ...{ copy, state: "going", volume, labels: facts.labels, bytes: 0, removedBy: by, removedAt },
      expiresAt: removedAt + keepTime,
    };
    table.put(going);
    try {
      await engine.create(copy, facts.labels);
      const bytes = await engine.copy(volume, copy, room());
      await makeRoom(bytes);
      table.put({ ...going, bytes });
      await engine.remove(volume);
      const removed: RemovedVolume = { ...going, bytes, state: "kept" };
      table.put(removed);
      return { kept: true, removed };
    } catch (thrown) {
      // A container mounts it, or the engine went away: it is still there, and its copy is not needed.
      await settle(going).catch(() => undefined);
      throw thrown;
    }
  };

  const bringBack = async (removed: RemovedVolume): Promise<void> => {
    if ((await engine.facts(removed.volume)) === undefined) await engine.create(removed.volume, removed.labels);
    await engine.copy(removed.copy, removed.volume, Number.POSITIVE_INFINITY);
    await erase(removed);
  };

  const restore = async (copy: string): Promise<RemovedVolume> => {
    const removed = find(copy);
    const { volume } = removed;
    if ((await engine.facts(copy)) === undefined) {
      table.drop(copy);
      throw new GnosisError("TRASH_NOT_FOUND", `The copy of '${volume}' was removed by somebody else, for good.`);
    }
    if ((await engine.facts(volume)) !== undefined) {
      throw new GnosisError("CONFLICT", `Another volume is called '${volume}' now.`, {
        next: "Remove that one, then restore again.",
      });
    }
    table.put({ ...removed, state: "returning" });
    await bringBack({ ...removed, state: "returning" });
    return removed;
  };

  async function settle(removed: RemovedVolume): Promise<void> {
    const { copy, volume, state } = removed;
    const copied = (await engine.facts(copy)) !== undefined;
    if (!copied) {
      table.drop(copy);
      if (state !== "going") note("trash.gone", { volume });
    } else if (state === "going") {
      // It is only removed when its copy is whole.
      if ((await engine.facts(volume)) === undefined) table.put({ ...removed, state: "kept" });
      else await erase(removed);
    } else if (state === "returning") await bringBack(removed);
    else if (removed.expiresAt <= clock.now()) {
      await erase(removed);
      note("trash.expired", { volume });
    }
  }

  return {
    forGood: async (volume, purge) => {
      if (keepTime === 0) return undefined;
      if (purge) {
        const bytes = await engine.size(volume);
        const held = bytes === undefined ? "" : `, with ${formatSize(bytes)}`;
        const takes = bytes === undefined ? "first" : `first, which takes ${expected(bytes)}`;
        return `The volume '${volume}' would be gone for good${held}. Without purge it is copied ${takes}, and nobody has to be asked.`;
      }
      const inTheWay = await obstacle(volume);
      return inTheWay && `The volume '${volume}' would be gone for good: ${inTheWay.text}.`;
    },
    remove: (volume, by) => alone(volume, () => remove(volume, by)),
    list: () => table.all(),
    restore: (copy) => alone(find(copy).volume, () => restore(copy)),
    purge: (copy) => alone(find(copy).volume, () => erase(find(copy))),
    sweep: async () => {
      for (const removed of table.all()) {
        if (busy.has(removed.volume)) continue;
        try {
          await alone(removed.volume, () => settle(removed));
        } catch (thrown) {
          // It stays as it is, and the next turn tries again.
          const { code, message } = asGnosisError(thrown);
          if (code !== "ENGINE_UNREACHABLE") note("trash.stuck", { volume: removed.volume, code, message });
        }
      }
    },
  };
}
