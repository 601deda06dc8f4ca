import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSocket, removeOwn } from "../../support/engine.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { type SshServer, startSshServer } from "../../support/ssh-server.ts";
import { startTlsEngine, type TlsEngine } from "../../support/tls-engine.ts";

/** A whole server with three ways to an engine: `here` by the socket, `far` by SSH to the same, `lab` by TLS to an engine of its own. */
export interface ThreeEngines {
  readonly ssh: SshServer;
  readonly tls: TlsEngine;
  readonly server: TestServer;
  readonly remove: () => Promise<void>;
}

/** The settings of an endpoint behind that SSH server. */
export const sshEndpoint = (name: string, ssh: SshServer): Record<string, unknown> => ({
  name,
  address: ssh.address(engineSocket()),
  sshConfigFile: ssh.config,
});

/** The settings of an endpoint with TLS. */
export const tlsEndpoint = (name: string, tls: TlsEngine): Record<string, unknown> => ({
  name,
  address: tls.address,
  tlsCaFile: tls.file("ca.pem"),
  tlsCertFile: tls.file("client.pem"),
  tlsKeyFile: tls.file("client.key"),
});

/** Starts all three and the server; busybox is in each. */
export async function startThreeEngines(): Promise<ThreeEngines> {
  const dataDir = mkdtempSync(join(tmpdir(), "gnosis-docker-three-"));
  const stops: (() => Promise<unknown>)[] = [];
  const remove = async (): Promise<void> => {
    for (const stop of stops.toReversed()) await stop();
    await removeOwn();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const ssh = await startSshServer();
    stops.push(ssh.remove);
    const tls = await startTlsEngine();
    stops.push(tls.remove);
    await tls.dind.load("busybox:latest");
    const endpoints = [
      { name: "here", address: `unix://${engineSocket()}` },
      sshEndpoint("far", ssh),
      tlsEndpoint("lab", tls),
    ];
    writeFileSync(join(dataDir, "config.yaml"), JSON.stringify({ endpoints }));
    const server = await startServer({ dataDir });
    stops.push(server.stop);
    return { ssh, tls, server, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
