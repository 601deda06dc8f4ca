import { connect } from "node:net";
import type { ContainerInspect } from "../../engine/model.ts";
import type { Probe } from "./facts.ts";

/** Milliseconds that a connection may take: it never leaves the host. */
const patience = 400;
const mostPorts = 4;

/** Tries the published TCP ports of a running container at its own address; what can't be reached from here is `unknown`. */
export async function probePorts(container: ContainerInspect): Promise<Probe[]> {
  const networks = Object.values(container.NetworkSettings.Networks ?? {});
  const address = networks.map((one) => one["IPAddress"]).find((ip) => typeof ip === "string" && ip !== "");
  if (typeof address !== "string" || !container.State.Running) return [];
  const published = Object.entries(container.NetworkSettings.Ports ?? {})
    .filter(([port, at]) => port.endsWith("/tcp") && (at ?? []).length > 0)
    .slice(0, mostPorts);
  return Promise.all(
    published.map(async ([port]) => ({ port, outcome: await tryPort(address, Number.parseInt(port, 10)) })),
  );
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
