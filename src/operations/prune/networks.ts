import { containerTarget } from "../container/view.ts";
import { networkTarget } from "../network/view.ts";
import { lastEvent } from "./last-use.ts";
import { few, goneAlready, labelled, type Prunable, unlessGone, type Looking } from "./prunable.ts";

/** Containers by the names and ids of their networks: a stopped one needs its network again, although the engine calls that unused. */
async function members({ ports, signal }: Looking): Promise<Map<string, string[]>> {
  const { value } = await ports.reader.containers({ all: true, fresh: true, signal });
  const found = new Map<string, string[]>();
  for (const one of value) {
    for (const [name, { NetworkID }] of Object.entries(one.NetworkSettings?.Networks ?? {})) {
      for (const key of [name, String(NetworkID)])
        found.set(key, [...(found.get(key) ?? []), containerTarget(one).name]);
    }
  }
  return found;
}

/** Networks that every engine has from its start on. */
const ofTheEngine: ReadonlySet<string> = new Set(["bridge", "host", "none", "podman"]);

/** Networks that somebody made and that no container is in, not even a stopped one. */
export const prunableNetworks: Prunable = {
  kind: "network",
  undoneAs: "network.remove",
  find: async (context, choice) => {
    const { ports, signal } = context;
    // The engine's own networks are told by their names: not every engine can be asked for the others alone.
    const filters = { dangling: ["true"], ...labelled(choice) };
    const { value } = await ports.reader.networks({ filters, fresh: true, signal });
    const needed = await members(context);
    return value
      .filter(
        ({ Id, Name, Created, Scope }) =>
          Scope === "local" &&
          !ofTheEngine.has(Name) &&
          !needed.has(Id) &&
          !needed.has(Name) &&
          (choice.until === undefined || Date.parse(Created) / 1000 < choice.until),
      )
      .map((network) => ({
        ...{ kind: "network", id: network.Id, name: network.Name, target: networkTarget(network), bytes: 0 },
        created: network.Created,
        lastUsed: lastEvent(ports.events, "network", network.Id, ["connect", "disconnect"]),
        dependants: [],
        mark: network.Created,
      }));
  },
  look: async (context, { id, name }) => {
    const asked = context.ports.reader.network(id, { fresh: true, signal: context.signal });
    if ((await unlessGone(asked, "NETWORK_NOT_FOUND")) === undefined) return goneAlready;
    const found = await members(context);
    const users = found.get(id) ?? found.get(name) ?? [];
    return users.length > 0 ? `It is used by ${few(users)}.` : undefined;
  },
  remove: async ({ ports, signal }, { id }) => {
    await ports.engine.json("DELETE", `/networks/${id}`, { signal });
    await ports.reader.changed("network", id);
    return {};
  },
};
