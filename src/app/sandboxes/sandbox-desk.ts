import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { CallerView } from "../../catalogue/operation.ts";
import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Guard } from "../../guard/guard.ts";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { SandboxDesk } from "../../operations/sandbox-desk.ts";
import { makeSandbox } from "./make-sandbox.ts";
import type { Sandboxes } from "./open-sandboxes.ts";
import { viewOf } from "./sandbox-view.ts";
import { endpointOfSandbox, maySee } from "./visitors.ts";

interface Usage {
  readonly memory_stats?: { readonly usage?: number };
  readonly pids_stats?: { readonly current?: number };
}

/** The sandboxes as operations use them; the guard comes after the ports that this is one of. */
export function createSandboxDesk(all: Sandboxes, guard: () => Guard, catalogue: Catalogue): SandboxDesk {
  const theRow = (caller: CallerView, name: string): SandboxRow => {
    const seen = all.table.live().filter((row) => maySee(row, caller));
    const found = seen.find((row) => row.name === name);
    if (found !== undefined) return found;
    throw new GnosisError("SANDBOX_NOT_FOUND", `There is no sandbox '${name}'.`, {
      where: "name",
      closest: closest(
        name,
        seen.map((row) => row.name),
      ),
    });
  };
  return {
    create: async (host, wanted, call) => {
      const { id, token } = await makeSandbox(all, host, wanted, call);
      const row = all.table.all().find((one) => one.id === id) as SandboxRow;
      return { sandbox: viewOf(row), ...(token === undefined ? {} : { token }) };
    },
    list: (caller, ended) => {
      const rows = ended ? all.table.all() : all.table.live();
      return rows.filter((row) => maySee(row, caller)).map(viewOf);
    },
    find: (caller, name) => viewOf(theRow(caller, name)),
    use: async (sandbox, signal) => {
      const row = all.rowAt(sandbox.endpoint);
      const side = row === undefined ? undefined : all.sideOf(row);
      if (row?.container == null || side === undefined) return { reachable: false };
      try {
        const info = await side.client.json<Readonly<Record<string, unknown>>>("GET", "/info", {
          signal,
          timeout: 10_000,
        });
        const stats = await all.host(row.host).json<Usage>("GET", `/containers/${row.container}/stats`, {
          query: { stream: false, "one-shot": true },
          signal,
        });
        const { memory_stats: memory, pids_stats: pids } = stats;
        return {
          reachable: true,
          version: String(info["ServerVersion"] ?? ""),
          containers: Number(info["Containers"] ?? 0),
          running: Number(info["ContainersRunning"] ?? 0),
          ...(memory?.usage === undefined ? {} : { memory: memory.usage }),
          ...(pids?.current === undefined ? {} : { pids: pids.current }),
        };
      } catch {
        signal.throwIfAborted();
        return { reachable: false };
      }
    },
    run: async (name, id, input, { caller, signal, progress }) => {
      const row = theRow(caller, name);
      const operation = catalogue.find(id);
      if (operation === undefined) throw new GnosisError("INTERNAL", `There is no ${id}.`);
      const { value } = await guard().run({
        ...{ operation, input, signal, onProgress: progress },
        caller: caller as Caller,
        endpoint: endpointOfSandbox(row),
      });
      return value;
    },
    remove: async (name, { caller }) => {
      const row = theRow(caller, name);
      await all.end(row, `Removed by ${caller.name}.`);
      return viewOf(all.table.all().find(({ id }) => id === row.id) ?? row);
    },
  };
}
