import type { EngineClient } from "../../engine/client.ts";
import type { ImageInspect } from "../../engine/model.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Containment } from "../../guard/containment/containment.ts";
import type { EngineHabits } from "../../guard/containment/court.ts";
import { createContainment } from "../../guard/containment/create-containment.ts";
import { findMoved } from "../../guard/containment/judge-inspect.ts";
import { createHostPaths, isWithin, withRealPaths, type HostPaths } from "../../guard/containment/host-paths.ts";
import type { Policy } from "../../guard/policy/policy.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { matchTarget } from "../../guard/target/match-target.ts";
import type { TargetSource } from "../../guard/target/target-source.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { OwnContainer } from "../own-container.ts";
import { sharesFiles } from "./engine-files.ts";

/** Whoever may do this to an object may also have a container use it; whoever may remove an image may give its name to another. */
const usedBy: Readonly<Record<TargetKind, string>> = {
  container: "container.exec",
  volume: "volume.remove",
  network: "network.connect",
  image: "image.remove",
};

/** What containment of one engine is made from. */
export interface ContainmentOptions {
  readonly endpoint: string;
  readonly client: EngineClient;
  readonly targets: TargetSource;
  readonly policy: () => Policy;
  readonly operation: (id: string) => AnyOperation | undefined;
  readonly isProtected: (id: string) => boolean;
  readonly own: () => OwnContainer | undefined;
  /** Whether the engine's files are this host's: `auto` finds out. */
  readonly engineFiles: "auto" | "here" | "elsewhere";
  /** Local paths that are never mounted: the server's data, its tokens, its policy. */
  readonly privatePaths: readonly string[];
  /** The path of the guarded socket that a caller speaks through, where containers may have it. */
  readonly ownSocket?: (caller: Caller, own: OwnContainer | undefined) => Promise<string | undefined>;
}

/** Sockets through which an engine can be had, wherever this server reaches its own. */
const engineSockets = ["/var/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"];

interface EngineInfo {
  readonly DefaultRuntime?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly LoggingDriver?: string;
  readonly CgroupVersion?: string;
  readonly DockerRootDir?: string;
  readonly Name?: string;
}

function readHabits(client: EngineClient): () => Promise<EngineHabits> {
  let known: Promise<EngineHabits> | undefined;
  const ask = async (): Promise<EngineHabits> => {
    const info = await client.json<EngineInfo>("GET", "/info", { timeout: 10_000 });
    const [, seccomp] = /(?:^|\n)name=seccomp,profile=([^\n]+)/.exec((info.SecurityOptions ?? []).join("\n")) ?? [];
    return {
      ...(info.DefaultRuntime === undefined ? {} : { runtime: info.DefaultRuntime }),
      ...(seccomp === undefined ? {} : { seccomp }),
      ...(info.LoggingDriver === undefined ? {} : { logDriver: info.LoggingDriver }),
      ...(info.CgroupVersion === undefined ? {} : { cgroupVersion: info.CgroupVersion }),
      ...(info.Name === undefined ? {} : { hostName: info.Name }),
      ...(info.DockerRootDir === undefined ? {} : { dataDirectory: info.DockerRootDir }),
    };
  };
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** Whether bind mounts of this engine can be looked at from here: as the settings say, or as far as it is known. */
async function sees(
  { client, engineFiles }: ContainmentOptions,
  habits: () => Promise<EngineHabits>,
): Promise<boolean> {
  const { kind, address } = client.endpoint;
  if (kind !== "unix" && kind !== "embedded") return false;
  if (engineFiles !== "auto") return engineFiles === "here";
  const { hostName, dataDirectory } = await habits();
  return sharesFiles({ socketPath: address.replace(/^unix:\/\//, ""), name: hostName, dataDirectory });
}

async function look(options: ContainmentOptions, habits: () => Promise<EngineHabits>): Promise<HostPaths> {
  const { client, privatePaths } = options;
  const socket = client.endpoint.kind === "unix" ? [client.endpoint.address.replace(/^unix:\/\//, "")] : [];
  const own = options.own();
  const local = await withRealPaths([...socket, ...privatePaths]);
  if (own === undefined) {
    const forbidden = [...engineSockets, ...local];
    return (await sees(options, habits))
      ? createHostPaths({ forbidden })
      : createHostPaths({ forbidden, ownMounts: [] });
  }
  const ownMounts = own.mounts.filter(({ type }) => type === "bind");
  // What no mount holds lies in the container's own layer: the same path on the host is something else.
  const held = own.mounts.filter(({ source }) => source.startsWith("/"));
  const { toHost } = createHostPaths({ forbidden: [], ownMounts: held });
  const mounted = local.filter((path) => held.some(({ destination }) => isWithin(path, destination)));
  return createHostPaths({ forbidden: [...engineSockets, ...mounted.map(toHost)], ownMounts });
}

/** The one object that is meant: the beginning of several ids means none, and tells nobody which they are. */
function onlyMatch(reference: string, list: readonly Target[]): Target | undefined {
  try {
    return matchTarget(reference, list);
  } catch (thrown) {
    if (asGnosisError(thrown).code === "REFERENCE_AMBIGUOUS") return undefined;
    throw thrown;
  }
}

/** Containment over the objects of one engine, with its host's paths as far as they are to be seen from here. */
export function containmentOf(options: ContainmentOptions): Containment {
  const { client, targets, policy, endpoint } = options;
  const habits = readHabits(client);
  let paths: { readonly own: OwnContainer | undefined; readonly found: Promise<HostPaths> } | undefined;
  const hostPaths = (): Promise<HostPaths> => {
    const own = options.own();
    if (paths === undefined || paths.own !== own) {
      const found = look(options, habits);
      found.catch(() => (paths = undefined));
      paths = { own, found };
    }
    return paths.found;
  };
  const find = async (
    kind: TargetKind,
    reference: string,
    among: (target: Target) => boolean = () => true,
  ): Promise<Target | undefined> => {
    for (const fresh of [false, true]) {
      const found = onlyMatch(reference, (await targets.list(kind, { fresh })).filter(among));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const sees = (caller: Caller, target: Target): boolean => policy().sees(caller, target, endpoint);
  const mayUse = (caller: Caller, target: Target): boolean => {
    if (target.labels[ownerLabel] === caller.id) return true;
    const operation = options.operation(usedBy[target.kind]);
    if (operation === undefined) return false;
    const question = { operation, risk: operation.risk, caller, targets: [target], endpoint };
    return policy().decide(question).effect === "allow";
  };
  const { ownSocket } = options;
  const contained = async (): Promise<Containment> =>
    createContainment({
      find,
      sees,
      mayUse,
      isProtected: options.isProtected,
      inspectContainer: (id) => client.json("GET", `/containers/${id}/json`),
      imageConfig: async (id) => {
        try {
          const { Config } = await client.json<ImageInspect>("GET", `/images/${id}/json`);
          return Config ?? undefined;
        } catch (error) {
          if (asGnosisError(error).code === "IMAGE_NOT_FOUND") return undefined;
          throw error;
        }
      },
      paths: await hostPaths(),
      ...(ownSocket === undefined ? {} : { ownSocket: (caller: Caller) => ownSocket(caller, options.own()) }),
      habits,
    });
  return {
    judge: async (body, about) => (await contained()).judge(body, about),
    inspect: async (inspect, about) => (await contained()).inspect(inspect, about),
    moved: async (inspect) => findMoved(inspect, await hostPaths()),
  };
}
