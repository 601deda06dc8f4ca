import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import type { NotKept, Trash, Trashed } from "../trash/trash.ts";
import type { TrashEngine } from "../trash/trash-engine.ts";
import { openSwapTable, type Swap } from "./swap-table.ts";

/** The engine as a swap uses it. Each step may be repeated. */
export type SwapEngine = Pick<
  TrashEngine,
  "facts" | "stop" | "start" | "rename" | "setRestartPolicy" | "remove" | "named"
>;

/** What is to take another container's place. */
export interface SwapRequest {
  readonly container: string;
  /** Seconds that the former one may take to end. */
  readonly grace: number;
  readonly by: string;
  /** Makes the new one under that name, without starting it; leaves nothing behind when it throws. */
  readonly make: (name: string) => Promise<string>;
  /** Ends when the new one runs well; throws when it does not. */
  readonly watch: (id: string) => Promise<void>;
}

/** Where the former container is after a swap. */
export type Former =
  | { readonly kind: "trash"; readonly trashed: Trashed }
  | { readonly kind: "stopped"; readonly name: string; readonly reason: NotKept | "unfinished" };

/** Puts containers of one engine in the place of others. */
export interface Swaps {
  readonly swap: (request: SwapRequest) => Promise<{ readonly id: string; readonly former: Former }>;
  /** Undoes or finishes what a crash cut off. */
  readonly sweep: () => Promise<void>;
}

/** What swaps are opened with. */
export interface SwapOptions {
  readonly store: Store;
  readonly endpoint: string;
  readonly engine: SwapEngine;
  readonly trash: Pick<Trash, "remove" | "hides" | "find">;
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}

/** The name of the former container while another has its place, and of the new one until it gets it. */
export const formerName = (container: string): string => `gnosis-former-${container.slice(0, 12)}`;
const newName = (container: string): string => `gnosis-new-${container.slice(0, 12)}`;
const noRestart = { Name: "no", MaximumRetryCount: 0 };

/** Opens the swaps of one engine. */
export function openSwaps({ store, endpoint, engine, trash, note }: SwapOptions): Swaps {
  const table = openSwapTable(store, endpoint);
  const busy = new Set<string>();

  /** Everything as it was: the new one goes first, because the former one gets its name, ports and addresses back. */
  const putBack = async (swap: Swap): Promise<void> => {
    const { container, name, made, wasRunning, restartPolicy } = swap;
    const fresh = made ?? (await engine.named(newName(container)));
    const former = await engine.facts(container);
    if (former === undefined) {
      // Somebody else has removed the former one for good: the new one is all that is left, and stays.
      if (fresh !== undefined && (await engine.facts(fresh)) !== undefined) await engine.rename(fresh, name);
      note("recreate.former-gone", { container, name });
      table.drop(container);
      return;
    }
    if (fresh !== undefined) await engine.remove(fresh, true);
    await engine.rename(container, name);
    if (restartPolicy.Name !== "no") await engine.setRestartPolicy(container, restartPolicy);
    if (wasRunning && !former.running) await engine.start(container);
    table.drop(container);
  };

  const settle = async ({ container, name, wasRunning, restartPolicy, by }: Swap): Promise<Former> => {
    const as = { name, running: wasRunning, restartPolicy };
    const removal = await trash.remove(container, { force: true, volumes: false, by, as, keepOnly: true });
    table.drop(container);
    if (removal.kept) return { kind: "trash", trashed: removal.trashed };
    return { kind: "stopped", name: formerName(container), reason: removal.reason };
  };

  const swap = async ({ container, grace, by, make, watch }: SwapRequest) => {
    const facts = await engine.facts(container);
    if (facts === undefined) throw new GnosisError("CONTAINER_NOT_FOUND", `Container not found: ${container}`);
    const { name, restartPolicy, running } = facts;
    if (facts.autoRemove) {
      throw new GnosisError("CONFLICT", `'${name}' removes itself when it stops, so it could not be put back.`);
    }
    if (table.all().some((one) => one.container === container)) {
      throw new GnosisError("CONFLICT", `'${name}' has been recreated and is not put back or away yet.`, {
        next: "Wait a minute: the server finishes it by itself.",
      });
    }
    let row: Swap = { container, state: "swapping", name, made: undefined, wasRunning: running, restartPolicy, by };
    table.put(row);
    let step = "stopping the former container";
    let id: string;
    try {
      if (restartPolicy.Name !== "no") await engine.setRestartPolicy(container, noRestart);
      if (running) await engine.stop(container, grace);
      await engine.rename(container, formerName(container));
      step = "creating the new container";
      id = await make(newName(container));
      row = { ...row, made: id };
      table.put(row);
      await engine.rename(id, name);
      if (running) {
        step = "starting the new container";
        await engine.start(id);
        step = "watching the new container";
        await watch(id);
      }
      row = { ...row, state: "settled" };
      table.put(row);
    } catch (thrown) {
      throw await failed({ ...row, state: "swapping" }, step, thrown);
    }
    try {
      return { id, former: await settle(row) };
    } catch (thrown) {
      const { code, message } = asGnosisError(thrown);
      note("recreate.stuck", { container, code, message });
      return { id, former: { kind: "stopped" as const, name: formerName(container), reason: "unfinished" as const } };
    }
  };

  const failed = async (row: Swap, step: string, thrown: unknown): Promise<GnosisError> => {
    const error = asGnosisError(thrown);
    const back = await putBack(row).then(
      () => "The former container is back as it was.",
      (second: unknown) =>
        `Putting the former container back failed too (${asGnosisError(second).message}): it is kept as ${row.container.slice(0, 12)}, and the server tries again every minute.`,
    );
    return new GnosisError(error.code, `Recreating '${row.name}' failed at ${step}: ${error.message} ${back}`, {
      ...error.detail,
      extra: { ...error.detail.extra, step },
    });
  };

  const alone = async <T>(container: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(container)) throw new GnosisError("CONFLICT", "This container is being recreated just now.");
    busy.add(container);
    try {
      return await work();
    } finally {
      busy.delete(container);
    }
  };

  const finish = async (row: Swap): Promise<void> => {
    if (row.state === "swapping") {
      await putBack(row);
      note("recreate.put-back", { container: row.container, name: row.name });
    } else if (trash.hides(row.container) || (await engine.facts(row.container)) === undefined) {
      table.drop(row.container);
    } else await settle(row);
  };

  return {
    swap: (request) => alone(request.container, () => swap(request)),
    sweep: async () => {
      for (const row of table.all()) {
        if (busy.has(row.container)) continue;
        try {
          await alone(row.container, () => finish(row));
        } catch (thrown) {
          const { code, message } = asGnosisError(thrown);
          if (code !== "ENGINE_UNREACHABLE") note("recreate.stuck", { container: row.container, code, message });
        }
      }
    },
  };
}
