import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { EngineClient } from "../engine/client.ts";
import type { ContainerInspect } from "../engine/model.ts";

/** What the server knows of the container that it runs in. */
export interface OwnContainer {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  /** Names of the volumes mounted into it. */
  readonly volumes: readonly string[];
  /** Where host directories appear inside it. */
  readonly mounts: readonly { readonly source: string; readonly destination: string; readonly type: string }[];
  /** Host addresses and ports that lead to the given port of it. */
  readonly published: (port: number) => readonly { readonly address: string; readonly port: string }[];
  /** True when it shares the host's network, so that it has no ports of its own. */
  readonly hostNetwork: boolean;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** Ids of containers that the kernel names for this process: in the mounts of /etc/hostname and its like, and in cgroup v1 paths. */
export async function candidateIds(): Promise<string[]> {
  const mounts = await textOf("/proc/self/mountinfo");
  const cgroups = await textOf("/proc/self/cgroup");
  const fromMounts = [...mounts.matchAll(/\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)/g)];
  const fromCgroups = [...cgroups.matchAll(/([0-9a-f]{64})/g)];
  const named = [...fromMounts, ...fromCgroups].map(([, id = ""]) => id);
  // A host name is an id only where the engine gave it: any other could be the name of somebody else's container.
  const given = /^[0-9a-f]{12}$/.test(hostname()) ? [hostname()] : [];
  return [...new Set([...named, ...given])];
}

function describe(inspect: ContainerInspect): OwnContainer {
  const mounts = inspect.Mounts ?? [];
  return {
    id: inspect.Id,
    name: inspect.Name.replace(/^\//, ""),
    imageId: inspect.Image,
    volumes: mounts.flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : [])),
    mounts: mounts.map(({ Source = "", Destination = "", Type = "" }) => ({
      source: Source,
      destination: Destination,
      type: Type,
    })),
    published: (port) =>
      (inspect.NetworkSettings.Ports?.[`${port}/tcp`] ?? []).map(({ HostIp = "", HostPort = "" }) => ({
        address: HostIp === "" ? "0.0.0.0" : HostIp,
        port: HostPort,
      })),
    hostNetwork: inspect.HostConfig.NetworkMode === "host",
  };
}

/** Asks the engine which container this process runs in; nothing when it runs in none that this engine knows. */
export async function findOwnContainer(
  client: EngineClient,
  ids: readonly string[],
): Promise<OwnContainer | undefined> {
  for (const id of ids) {
    if (!/^[0-9a-f]{12,64}$/.test(id)) continue;
    try {
      const found = await client.json<ContainerInspect>("GET", `/containers/${id}/json`, { timeout: 5000 });
      // The engine also finds by name: only what has this very id is meant.
      if (found.Id.startsWith(id)) return describe(found);
    } catch (thrown) {
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "CONTAINER_NOT_FOUND")) throw thrown;
    }
  }
  return undefined;
}
