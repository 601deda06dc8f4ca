import { newestDindImage } from "./dind-image.ts";
import { engineSocket } from "./engine-socket.ts";
import { endpointVariable } from "./endpoint-under-test.ts";
import { startNewerEngine } from "./newer-engine.ts";
import { startPodman } from "./podman.ts";
import { freePort } from "./server.ts";
import { startSshServer } from "./ssh-server.ts";
import { makeTlsFiles } from "./tls-engine.ts";

/** A way to an engine, for test files that run in a process of their own. */
export interface Way {
  /** What those files need in their environment to take it. */
  readonly env: Readonly<Record<string, string>>;
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

async function inContainer(image?: string): Promise<Way> {
  const { env, dind, remove } = await startNewerEngine(image === undefined ? {} : { image });
  await dind.load("busybox:latest");
  return { env, remove };
}

/** The ways that test files can be made to take: Engine 20.10 by its socket or SSH, Engine 26.1 by its socket or TLS, Engine 28.5 and Podman by theirs. */
export const ways: Readonly<Record<string, () => Promise<Way>>> = {
  unix: () => Promise.resolve({ env: {}, remove: () => Promise.resolve() }),
  ssh: overSsh,
  tls: overTls,
  newer: () => inContainer(),
  newest: async () => inContainer(await newestDindImage()),
  podman: async () => {
    const podman = await startPodman();
    await podman.load("busybox:latest");
    return { env: { DOCKER_HOST: `unix://${podman.socketPath}` }, remove: podman.stop };
  },
};
