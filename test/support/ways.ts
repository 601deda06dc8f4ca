import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newestDindImage } from "./dind-image.ts";
import { startEmbeddedMachine } from "./embedded-machine.ts";
import { bytes, rawCall } from "./engine-call.ts";
import { engineSocket } from "./engine-socket.ts";
import { embeddedVariable, endpointVariable } from "./endpoint-under-test.ts";
import { bridgeGateway, installPs, sharedEnv, startNewerEngine } from "./newer-engine.ts";
import { podmanLacks } from "./podman-lacks.ts";
import { startPodman } from "./podman.ts";
import { freePort } from "./server.ts";
import { startSshServer } from "./ssh-server.ts";
import { makeTlsFiles } from "./tls-engine.ts";

/** A way to an engine, for test files that run in a process of their own. */
export interface Way {
  /** What those files need in their environment to take it. */
  readonly env: Readonly<Record<string, string>>;
  /** Tests that are left out, by the reason. */
  readonly without?: Readonly<Record<string, readonly string[]>>;
  readonly remove: () => Promise<void>;
}

const over = (endpoint: Readonly<Record<string, string>>) => ({
  [endpointVariable]: JSON.stringify([{ name: "default", ...endpoint }]),
});

async function overSsh(): Promise<Way> {
  const ssh = await startSshServer();
  return {
    env: over({ address: ssh.address(engineSocket()), sshConfigFile: ssh.config }),
    remove: ssh.remove,
  };
}

async function overTls(): Promise<Way> {
  const files = await makeTlsFiles();
  const port = await freePort();
  try {
    const { env, dind, remove } = await startNewerEngine({ ...files, published: { inside: 2376, here: port } });
    await dind.load("busybox:latest");
    const [tlsCaFile, tlsCertFile, tlsKeyFile] = [files.file("ca.pem"), files.file("client.pem"), files.file("client.key")]; // prettier-ignore
    return {
      env: { ...env, ...over({ address: `tcp://127.0.0.1:${port}`, tlsCaFile, tlsCertFile, tlsKeyFile }) },
      remove: async () => {
        await remove();
        files.remove();
      },
    };
  } catch (error) {
    files.remove();
    throw error;
  }
}

async function embedded(): Promise<Way> {
  const directory = mkdtempSync("/tmp/gd-shared-");
  const gateway = await bridgeGateway();
  const settings = { "insecure-registries": [`${gateway}/32`] };
  const machine = await startEmbeddedMachine({ directory, settings });
  const remove = async (): Promise<void> => {
    await machine.remove();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await machine.ready();
    await machine.inside(installPs);
    const archive = await bytes(await rawCall("GET", "/images/busybox:latest/get"));
    const loaded = await machine.call("POST", "/api/images/load", archive, { "content-type": "application/x-tar" });
    if (loaded.status !== 201) throw new Error(loaded.text);
    return {
      env: {
        ...sharedEnv(join(machine.dataDir, "engine/docker.sock"), directory, gateway),
        ...over({ address: "embedded" }),
        [embeddedVariable]: machine.dataDir,
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function inContainer(image?: string): Promise<Way> {
  const { env, dind, remove } = await startNewerEngine(image === undefined ? {} : { image });
  await dind.load("busybox:latest");
  return { env, remove };
}

/** The ways that test files can be made to take: Engine 20.10 by its socket or SSH, Engine 26.1 by its socket, by TLS or as the one that a server starts itself, Engine 28.5 and Podman by theirs. */
export const ways: Readonly<Record<string, () => Promise<Way>>> = {
  unix: () => Promise.resolve({ env: {}, remove: () => Promise.resolve() }),
  ssh: overSsh,
  tls: overTls,
  embedded,
  newer: () => inContainer(),
  newest: async () => inContainer(await newestDindImage()),
  podman: async () => {
    const podman = await startPodman();
    await podman.load("busybox:latest");
    return { env: { DOCKER_HOST: `unix://${podman.socketPath}` }, without: podmanLacks, remove: podman.stop };
  },
};
