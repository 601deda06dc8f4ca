import { connect } from "node:net";
import type { EngineClient } from "../../engine/client.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import type { Probe } from "./facts.ts";

/** Milliseconds that a connection may take: it never leaves the host. */
const patience = 400;
const mostPorts = 4;

/** Whether addresses of this engine's containers mean the same here: on another machine they would be somebody else's. */
export function isNear({ endpoint: { kind } }: Pick<EngineClient, "endpoint">): boolean {
  return kind === "unix" || kind === "npipe" || kind === "embedded";
}

/** Tries the published TCP ports of a running container at its own address; what can't be reached from here is `unknown`. */
export async function probePorts(container: ContainerInspect): Promise<Probe[]> {
  const networks = Object.values(container.NetworkSettings.Networks ?? {});
  const address = networks.map((one) => one["IPAddress"]).find((ip) => typeof ip === "string" && ip !== "");
  if (typeof address !== "string" || !container.State.Running) return [];
  const published = Object.entries(container.NetworkSettings.Ports ?? {}).filter(([, at]) => (at ?? []).length > 0);
  return probeAt(
    address,
    published.map(([port]) => port),
  );
}

/** Tries TCP ports (`80/tcp`) at an address, a few of them at most; those of other protocols can't be tried. */
export async function probeAt(address: string, ports: readonly string[]): Promise<Probe[]> {
  const tried = ports.filter((port) => port.endsWith("/tcp")).slice(0, mostPorts);
  return Promise.all(tried.map(async (port) => ({ port, outcome: await tryPort(address, Number.parseInt(port, 10)) })));
}

function tryPort(host: string, port: number): Promise<Probe["outcome"]> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (outcome: Probe["outcome"]) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(patience, () => end("unknown"));
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "refused" : "unknown"));
  });
}
