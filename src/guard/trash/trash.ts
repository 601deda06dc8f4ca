import { type Clock, systemClock } from "../../kernel/clock.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { closest } from "../../kernel/closest.ts";
import type { Store } from "../../store/store.ts";
import { bringBack } from "./bring-back.ts";
import { putAway } from "./put-away.ts";
import type { ContainerFacts, TrashEngine } from "./trash-engine.ts";
import { openTrashTable, type Trashed } from "./trash-table.ts";

export type { Trashed };

/** The engine names a volume like this when nobody else has named it. */
const anonymous = /^[0-9a-f]{64}$/;

/** Why a removed container was not kept. */
export type NotKept = "auto-remove" | "too-large" | "switched-off";

/** What became of a container that was to be removed. */
export type Removal =
  | { readonly kept: true; readonly trashed: Trashed }
  | { readonly kept: false; readonly reason: NotKept };

/** How a container is to be removed. */
export interface RemovalRequest {
  /** Stops it first when it runs; without it a running one is CONFLICT. */
  readonly force: boolean;
  /** Its anonymous volumes go with it in the end. */
  readonly volumes: boolean;
  /** Name of the token that removes it. */
  readonly by: string;
  /** What it was before it was stopped and renamed for this, where that has been done already. */
  readonly as?: Pick<ContainerFacts, "name" | "running" | "restartPolicy">;
  /** Where it can't be kept it is left as it is, instead of removed for good. */
  readonly keepOnly?: boolean;
}

/** What may be done to a container by whoever holds it. */
export interface Held {
  readonly remove: (request: RemovalRequest) => Promise<Removal>;
  readonly restore: (start?: boolean) => Promise<Trashed>;
  /** Puts one whose way out or in was cut off, or that lies there already, where it lies in the trash. */
  readonly putAway: () => Promise<void>;
}

/** Removed containers of one engine that can still be brought back. */
export interface Trash {
  /** True for what lies in the trash or is on its way there: lists and names must not show it. */
  readonly hides: (container: string) => boolean;
  /** True for an anonymous volume that is to go with a container in the trash. */
  readonly takesVolume: (volume: string) => boolean;
  /** Removes a container so that it can come back, or for good where that can't be. */
  readonly remove: (container: string, request: RemovalRequest) => Promise<Removal>;
  /** Hears of every container that has come to lie in the trash, until the answer is called. */
  readonly onKept: (listener: (container: string) => void) => () => void;
  /** Newest first. */
  readonly list: () => readonly Trashed[];
  /** By full id, id prefix, or the name it had; TRASH_NOT_FOUND otherwise. */
  readonly find: (reference: string) => Trashed;
  /** Brings one back under its old name; starts it when it ran, unless told otherwise. */
  readonly restore: (container: string, start?: boolean) => Promise<Trashed>;
  /** Keeps everybody else from removing or bringing back a container while the work lasts; CONFLICT when somebody does just now. */
  readonly hold: <T>(container: string, work: (held: Held) => Promise<T>) => Promise<T>;
  /** Really removes one. */
  readonly purge: (container: string) => Promise<void>;
  /** True when a container in the trash was made from this image: then the engine only untags it by force. */
  readonly holdsImage: (imageId: string) => boolean;
  /** Really removes the containers in the trash that hold a volume, so that it can be removed as if they were gone. */
  readonly releaseVolume: (volume: string) => Promise<void>;
  /** Finishes what a crash cut off, then removes what has expired. */
  readonly sweep: () => Promise<void>;
}

/** What a trash is opened with. */
export interface TrashOptions {
  readonly store: Store;
  readonly endpoint: string;
  readonly engine: TrashEngine;
  /** Milliseconds that removed containers are kept; 0 keeps none. */
  readonly keepTime: number;
  /** Bytes of writable layers that are kept in all; the oldest make room. */
  readonly maxBytes: number;
  readonly clock?: Clock;
  /** Told what happens without anybody's call. */
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}

/** Opens the trash of one engine. */
export function openTrash(options: TrashOptions): Trash {
  const { store, endpoint, engine, keepTime, maxBytes, note, clock = systemClock } = options;
  const table = openTrashTable(store, endpoint);
  const hidden = new Set(table.all().map(({ container }) => container));
  // One step at a time for each container: a removal and a return of the same one never mix.
  const busy = new Set<string>();
  // Who comes while the sweep looks at it waits for that: it is nobody's call that would be in the way.
  const swept = new Map<string, Promise<unknown>>();
  const alone = async <T>(container: string, work: () => Promise<T>): Promise<T> => {
    for (let looking; (looking = swept.get(container)) !== undefined;) await looking;
    if (busy.has(container))
      throw new GnosisError("CONFLICT", "This container is being removed, replaced or brought back just now.");
    busy.add(container);
    try {
      return await work();
    } finally {
      busy.delete(container);
    }
  };
  const forget = (container: string): void => {
    table.drop(container);
    hidden.delete(container);
  };
  const steps = { engine, table };
  const listeners = new Set<(container: string) => void>();
  const takeAway = async (trashed: Trashed): Promise<void> => {
    await putAway(steps, trashed);
    for (const listener of listeners) listener(trashed.container);
  };

  /** What the engine refused to have removed is as it was. Where that can't be, the removal is finished when the engine is well again. */
  const takeBack = async (trashed: Trashed): Promise<void> => {
    try {
      await bringBack(steps, trashed, trashed.wasRunning);
      forget(trashed.container);
    } catch {
      table.setState(trashed.container, "going");
    }
  };

  const purge = (trashed: Trashed): Promise<void> =>
    alone(trashed.container, async () => {
      await engine.remove(trashed.container, trashed.takeVolumes);
      forget(trashed.container);
    });

  const makeRoom = async (bytes: number): Promise<void> => {
    const kept = table.all().filter(({ state }) => state === "kept");
    let total = kept.reduce((sum, one) => sum + one.bytes, bytes);
    for (const oldest of kept.toReversed()) {
      if (total <= maxBytes) return;
      await purge(oldest);
      note("trash.evicted", { container: oldest.container, name: oldest.name, bytes: oldest.bytes });
      total -= oldest.bytes;
    }
  };

  const remove = async (container: string, request: RemovalRequest): Promise<Removal> => {
    const found = await engine.facts(container);
    if (found === undefined) throw new GnosisError("CONTAINER_NOT_FOUND", `Container not found: ${container}`);
    const facts = { ...found, ...request.as };
    if (facts.running && !request.force) {
      throw new GnosisError("CONFLICT", `The container '${facts.name}' runs.`, {
        next: "Stop it first, or use force.",
      });
    }
    const forGood = async (reason: NotKept): Promise<Removal> => {
      if (request.keepOnly !== true) await engine.remove(container, request.volumes);
      return { kept: false, reason };
    };
    if (keepTime === 0) return forGood("switched-off");
    if (facts.autoRemove) return forGood("auto-remove");
    const bytes = await engine.size(container);
    if (bytes > maxBytes) return forGood("too-large");
    await makeRoom(bytes);
    const now = clock.now();
    const trashed: Trashed = {
      container,
      state: "going",
      name: facts.name,
      image: facts.image,
      imageId: facts.imageId,
      volumes: facts.volumes,
      labels: facts.labels,
      wasRunning: facts.running,
      takeVolumes: request.volumes,
      restartPolicy: facts.restartPolicy,
      networks: facts.networks,
      bytes,
      removedBy: request.by,
      removedAt: now,
      expiresAt: now + keepTime,
    };
    table.put(trashed);
    hidden.add(container);
    try {
      await takeAway(trashed);
    } catch (thrown) {
      await takeBack(trashed);
      throw thrown;
    }
    return { kept: true, trashed: { ...trashed, state: "kept" } };
  };

  const find = (reference: string): Trashed => {
    const all = table.all();
    const found =
      all.find(({ container }) => container === reference) ??
      all.find(({ name }) => name === reference) ??
      (/^[0-9a-f]{4,63}$/.test(reference) ? all.find(({ container }) => container.startsWith(reference)) : undefined);
    if (found !== undefined) return found;
    throw new GnosisError("TRASH_NOT_FOUND", `There is no removed container '${reference}'.`, {
      closest: closest(
        reference,
        all.map(({ name }) => name),
      ),
    });
  };

  const finish = async (trashed: Trashed): Promise<void> => {
    if ((await engine.facts(trashed.container)) === undefined) {
      note("trash.gone", { container: trashed.container, name: trashed.name });
      forget(trashed.container);
    } else if (trashed.state === "going") await takeAway(trashed);
    else if (trashed.state === "returning") {
      await bringBack(steps, trashed, trashed.wasRunning);
      forget(trashed.container);
    } else if (trashed.expiresAt <= clock.now()) {
      await engine.remove(trashed.container, trashed.takeVolumes);
      forget(trashed.container);
      note("trash.expired", { container: trashed.container, name: trashed.name });
    }
  };

  const sweepOne = async (container: string): Promise<void> => {
    const looking = alone(container, async () => {
      // It may have been brought back while others were looked at.
      const trashed = table.all().find((one) => one.container === container);
      if (trashed !== undefined) await finish(trashed);
    });
    swept.set(
      container,
      looking.catch(() => undefined),
    );
    try {
      await looking;
    } finally {
      swept.delete(container);
    }
  };

  const restore = async (container: string, start?: boolean): Promise<Trashed> => {
    const trashed = find(container);
    await bringBack(steps, trashed, start ?? trashed.wasRunning);
    forget(trashed.container);
    return trashed;
  };

  return {
    hides: (container) => hidden.has(container),
    takesVolume: (volume) =>
      hidden.size > 0 &&
      anonymous.test(volume) &&
      table.all().some(({ takeVolumes, volumes }) => takeVolumes && volumes.includes(volume)),
    onKept: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: (container, request) => alone(container, () => remove(container, request)),
    list: () => table.all(),
    find,
    restore: (container, start) => alone(container, () => restore(container, start)),
    hold: (container, work) =>
      alone(container, () =>
        work({
          remove: (request) => remove(container, request),
          restore: (start) => restore(container, start),
          putAway: () => takeAway(find(container)),
        }),
      ),
    purge: (container) => purge(find(container)),
    holdsImage: (imageId) => hidden.size > 0 && table.all().some((trashed) => trashed.imageId === imageId),
    releaseVolume: async (volume) => {
      if (hidden.size === 0) return;
      for (const trashed of table.all().filter(({ volumes }) => volumes.includes(volume))) {
        await purge(trashed);
        note("trash.released", { container: trashed.container, name: trashed.name, volume });
      }
    },
    sweep: async () => {
      for (const { container } of table.all()) {
        if (busy.has(container)) continue;
        try {
          await sweepOne(container);
        } catch (thrown) {
          // It stays as it is, and the next turn tries again.
          const { code, message } = asGnosisError(thrown);
          if (code !== "ENGINE_UNREACHABLE") note("trash.stuck", { container, code, message });
        }
      }
    },
  };
}
