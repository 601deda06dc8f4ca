import type { EngineClient } from "../../engine/client.ts";
import type { ContainerInspect, NetworkInspect } from "../../engine/model.ts";
import type { AttachedNetwork, ContainerFacts, TrashEngine } from "../../guard/trash/trash-engine.ts";
import { asGnosisError } from "../../kernel/errors.ts";

/** Milliseconds for what may have to wait until a container's processes have ended. */
const slow = 120_000;
/** Milliseconds for a container that has said itself how long it may take to end. */
const longestGrace = 900_000;

async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (asGnosisError(thrown).code === code) return undefined;
    throw thrown;
  }
}

interface Attachment {
  readonly NetworkID?: string;
  readonly Aliases?: readonly string[] | null;
  readonly IPAMConfig?: Readonly<Record<string, unknown>> | null;
}

function factsOf(inspect: ContainerInspect): ContainerFacts {
  const { Id, Name, State, Config, HostConfig, NetworkSettings, Image, Mounts } = inspect;
  const networks = Object.entries((NetworkSettings.Networks ?? {}) as Readonly<Record<string, Attachment>>);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    imageId: Image,
    volumes: (Mounts ?? []).flatMap(({ Type, Name: volume }) =>
      Type === "volume" && volume !== undefined ? [volume] : [],
    ),
    running: State.Running || State.Restarting,
    autoRemove: HostConfig.AutoRemove === true,
    restartPolicy: { Name: "no", MaximumRetryCount: 0, ...HostConfig.RestartPolicy },
    labels: Config.Labels ?? {},
    networks: networks
      .filter(([name]) => name !== "host" && name !== "none")
      .map(([name, { NetworkID = "", Aliases, IPAMConfig }]) => ({
        id: NetworkID,
        name,
        // The engine adds the short id by itself each time.
        aliases: (Aliases ?? []).filter((alias) => alias !== Id.slice(0, 12)),
        addresses: IPAMConfig ?? null,
      })),
  };
}

/** The engine as the trash needs it; steps that are done already do nothing. */
export function trashEngine(client: EngineClient, changed: (id: string) => Promise<void>): TrashEngine {
  const inspect = (reference: string) =>
    unless("CONTAINER_NOT_FOUND", client.json<ContainerInspect>("GET", `/containers/${reference}/json`));
  const post = async (id: string, action: string, request: object = {}): Promise<void> => {
    await client.json("POST", `/containers/${id}/${action}`, request);
    await changed(id);
  };
  return {
    facts: async (id) => {
      const found = await inspect(id);
      return found === undefined ? undefined : factsOf(found);
    },
    size: async (id) => {
      const sized = await client.json<ContainerInspect>("GET", `/containers/${id}/json`, {
        query: { size: true },
        timeout: slow,
      });
      return sized.SizeRw ?? 0;
    },
    // A removal by force asks for no grace, as on the engine itself.
    stop: (id, grace = 0) =>
      grace === "own"
        ? post(id, "stop", { timeout: longestGrace })
        : post(id, "stop", { query: { t: grace }, timeout: slow + grace * 1000 }),
    start: (id) => post(id, "start"),
    rename: async (id, name) => {
      if ((await inspect(id))?.Name === `/${name}`) return;
      await post(id, "rename", { query: { name } });
    },
    // An engine that can't change it (Podman) does not start by itself what was stopped either.
    setRestartPolicy: async (id, RestartPolicy) => {
      await unless("ENGINE_LACKS", post(id, "update", { body: { RestartPolicy } }));
    },
    remove: async (id, volumes) => {
      const query = { force: true, v: volumes };
      await unless("CONTAINER_NOT_FOUND", client.json("DELETE", `/containers/${id}`, { query, timeout: slow }));
      await changed(id);
    },
    named: async (name) => {
      const found = await inspect(name);
      return found?.Name === `/${name}` ? found.Id : undefined;
    },
    network: async (reference) =>
      (await unless("NETWORK_NOT_FOUND", client.json<NetworkInspect>("GET", `/networks/${reference}`)))?.Id,
    disconnect: async (network, Container) => {
      const body = { Container, Force: true };
      await unless("NETWORK_NOT_FOUND", client.json("POST", `/networks/${network}/disconnect`, { body }));
    },
    connect: async (network, Container, { aliases, addresses }: AttachedNetwork) => {
      const EndpointConfig = { Aliases: aliases, ...(addresses === null ? {} : { IPAMConfig: addresses }) };
      await client.json("POST", `/networks/${network}/connect`, { body: { Container, EndpointConfig } });
    },
  };
}
