import type { SwapRequest } from "../../catalogue/swap-request.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import type { Held, NotKept, Trash, Trashed } from "../trash/trash.ts";
import { restarts, type ContainerFacts } from "../trash/trash-engine.ts";
import { formerName, newName, noRestart, putBack, type PutBack, type SwapEngine } from "./put-back.ts";
import { openSwapTable, type Swap } from "./swap-table.ts";

export type { SwapEngine };

/** Where the former container is after a swap. */
export type Former =
  | { readonly kind: "trash"; readonly trashed: Trashed }
  | { readonly kind: "stopped"; readonly name: string; readonly reason: NotKept | "unfinished" };

/** Puts containers of one engine in the place of others. */
export interface Swaps {
  readonly swap: (request: SwapRequest) => Promise<{ readonly id: string; readonly former: Former }>;
  /** True for a container whose place is being taken: nobody is to meddle with it before that is decided. */
  readonly hides: (container: string) => boolean;
  /** Undoes or finishes what a crash cut off. */
  readonly sweep: () => Promise<void>;
}

/** What swaps are opened with. */
export interface SwapOptions {
  readonly store: Store;
  readonly endpoint: string;
  readonly engine: SwapEngine;
  readonly trash: Pick<Trash, "hold" | "hides" | "find">;
  /** Told what happens without anybody's call. */
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}

/** How far a swap has come, for the error. */
interface Progress {
  step: string;
  /** The former container has been touched. */
  touched: boolean;
  row: Swap;
}

const said: Readonly<Record<PutBack | "untouched", string>> = {
  back: "The former container is back as it was.",
  untouched: "The former container has not been touched.",
  "former-gone": "The former container has been removed by somebody else, so the new one stays.",
};

/** Opens the swaps of one engine. */
export function openSwaps({ store, endpoint, engine, trash, note }: SwapOptions): Swaps {
  const table = openSwapTable(store, endpoint);
  const steps = { engine, trash };
  const hidden = new Set<string>();

  const back = async (row: Swap): Promise<PutBack> => {
    const outcome = await putBack(steps, row);
    table.drop(row.container);
    if (outcome === "former-gone") note("recreate.former-gone", { container: row.container, name: row.name });
    return outcome;
  };

  const settle = async (held: Held, row: Swap): Promise<Former> => {
    const { container, name, wasRunning, restartPolicy, by } = row;
    const as = { name, running: wasRunning, restartPolicy };
    const removal = await held.remove({ force: true, volumes: false, by, as, keepOnly: true });
    table.drop(container);
    if (removal.kept) return { kind: "trash", trashed: removal.trashed };
    return { kind: "stopped", name: formerName(container), reason: removal.reason };
  };

  /** Each step, in an order that has the former container run until the new one is there. */
  const exchange = async (request: SwapRequest, facts: ContainerFacts, progress: Progress): Promise<string> => {
    const { container, grace, successor, watch } = request;
    const { name, restartPolicy, running } = facts;
    const made = "make" in successor;
    if (made) {
      progress.step = "creating the new container";
      const id = await successor.make(newName(container));
      progress.row = { ...progress.row, successor: id };
      table.put(progress.row);
    }
    const id = progress.row.successor as string;
    progress.step = "stopping the former container";
    progress.touched = true;
    await engine.rename(container, formerName(container));
    if (restarts(restartPolicy)) await engine.setRestartPolicy(container, noRestart);
    if (running) await engine.stop(container, grace ?? "own");
    progress.step = made ? "starting the new container" : "bringing the other container back";
    if (!made) {
      await trash.hold(id, (held) => held.restore(successor.start));
      return id;
    }
    if (!running || watch === undefined) {
      await engine.rename(id, name);
      if (running) await engine.start(id);
      return id;
    }
    const watched = await once(id);
    await engine.rename(id, name);
    await engine.start(id);
    progress.step = "watching the new container";
    await watch(id);
    await watched.over();
    return id;
  };

  /** Keeps a new container from being started again until that is over: one that ends has run once, and its output and exit code are of that run. */
  const once = async (id: string): Promise<{ readonly over: () => Promise<void> }> => {
    const policy = (await engine.facts(id))?.restartPolicy ?? noRestart;
    if (!restarts(policy)) return { over: () => Promise.resolve() };
    await engine.setRestartPolicy(id, noRestart);
    return {
      over: async () => {
        await engine.setRestartPolicy(id, policy);
        // The engine starts only those again that end from now on.
        if ((await engine.facts(id))?.running !== true)
          throw new GnosisError("CONFLICT", "It ended by itself.", { next: "Look at the new settings." });
      },
    };
  };

  const failed = async ({ row, step, touched }: Progress, thrown: unknown): Promise<GnosisError> => {
    const error = asGnosisError(thrown);
    const outcome = await back(row).then(
      (came) => said[came === "back" && !touched ? "untouched" : came],
      (second: unknown) =>
        `Putting the former container back failed too (${asGnosisError(second).message}): it is kept as ${row.container.slice(0, 12)}, and the server tries again every minute.`,
    );
    const what =
      row.origin === "made" ? `Recreating '${row.name}'` : `Putting another one in the place of '${row.name}'`;
    return new GnosisError(error.code, `${what} failed at ${step}: ${error.message} ${outcome}`, {
      ...error.detail,
      extra: { ...error.detail.extra, step },
    });
  };

  const swap = async (held: Held, request: SwapRequest) => {
    const { container, by, successor } = request;
    const facts = await engine.facts(container);
    if (facts === undefined) throw new GnosisError("CONTAINER_NOT_FOUND", `Container not found: ${container}`);
    const { name, restartPolicy, running } = facts;
    if (facts.autoRemove && running) {
      throw new GnosisError("CONFLICT", `'${name}' removes itself when it stops, so it could not be put back.`, {
        next: "Run another one beside it, and stop this one when that runs well.",
      });
    }
    if (table.all().some((one) => one.container === container)) {
      throw new GnosisError("CONFLICT", `'${name}' has been recreated and is not put back or away yet.`, {
        next: "Wait a minute: the server finishes it by itself.",
      });
    }
    const origin = "make" in successor ? ("made" as const) : ("trash" as const);
    const known = "make" in successor ? undefined : trash.find(successor.trashed).container;
    const begun: Swap = {
      ...{ container, state: "swapping", name, successor: known, origin },
      ...{ wasRunning: running, restartPolicy, by },
    };
    table.put(begun);
    const progress: Progress = { step: "the beginning", touched: false, row: begun };
    let id: string;
    try {
      id = await exchange(request, facts, progress);
      table.put({ ...progress.row, state: "settled" });
    } catch (thrown) {
      throw await failed(progress, thrown);
    }
    try {
      return { id, former: await settle(held, progress.row) };
    } catch (thrown) {
      const { code, message } = asGnosisError(thrown);
      note("recreate.stuck", { container, code, message });
      // On its way into the trash: the trash goes on from there.
      if (trash.hides(container)) return { id, former: { kind: "trash" as const, trashed: trash.find(container) } };
      return { id, former: { kind: "stopped" as const, name: formerName(container), reason: "unfinished" as const } };
    }
  };

  const finish = async (held: Held, row: Swap): Promise<void> => {
    if (row.state === "swapping") {
      if ((await back(row)) === "back") note("recreate.put-back", { container: row.container, name: row.name });
    } else if (trash.hides(row.container) || (await engine.facts(row.container)) === undefined) {
      table.drop(row.container);
    } else await settle(held, row);
  };

  return {
    hides: (container) => hidden.has(container),
    swap: (request) =>
      trash.hold(request.container, async (held) => {
        hidden.add(request.container);
        try {
          return await swap(held, request);
        } finally {
          hidden.delete(request.container);
        }
      }),
    sweep: async () => {
      for (const { container } of table.all()) {
        // Whoever holds it is at work on it.
        if (hidden.has(container)) continue;
        try {
          await trash.hold(container, async (held) => {
            // It may have been finished by its own call while others were looked at.
            const row = table.all().find((one) => one.container === container);
            if (row !== undefined) await finish(held, row);
          });
        } catch (thrown) {
          const { code, message } = asGnosisError(thrown);
          if (code !== "ENGINE_UNREACHABLE") note("recreate.stuck", { container, code, message });
        }
      }
    },
  };
}
