import { asGnosisError } from "../../kernel/errors.ts";
import type { EngineClient } from "../client.ts";
import { sandboxServerLabel } from "./sandbox-body.ts";

/** The network of one server's sandboxes: out to the world, but not from one to another, nor to other containers of the host. */
export const sandboxNetworkName = (server: string): string => `gnosis-docker-sandboxes-${server.replace("_", "-")}`;

/** Sees to it that it is there. */
export async function ensureSandboxNetwork(
  host: EngineClient,
  server: string,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  const name = sandboxNetworkName(server);
  try {
    await host.json("GET", `/networks/${name}`);
    return name;
  } catch (thrown) {
    if (asGnosisError(thrown).code !== "NETWORK_NOT_FOUND") throw thrown;
  }
  await host
    .json("POST", "/networks/create", {
      body: {
        Name: name,
        Driver: "bridge",
        CheckDuplicate: true,
        Labels: { ...labels, [sandboxServerLabel]: server, "gnosis-docker.protected": "true" },
        Options: { "com.docker.network.bridge.enable_icc": "false" },
      },
    })
    .catch((thrown: unknown) => {
      // Another sandbox of ours was made at the same moment.
      if (asGnosisError(thrown).code !== "CONFLICT") throw thrown;
    });
  return name;
}

/** Takes it away when nothing is connected to it. */
export async function dropSandboxNetwork(host: EngineClient, server: string): Promise<void> {
  await host.json("DELETE", `/networks/${sandboxNetworkName(server)}`).catch(() => {});
}
