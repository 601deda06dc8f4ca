import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { SocketFigures } from "../proxy/figures.ts";

/** The guarded sockets' figures in a registry of metrics. */
export function createSocketFigures(registry: Registry): SocketFigures {
  const registers = [registry];
  const requests = new Counter({
    name: "gnosis_docker_socket_requests_total",
    help: "Requests through guarded sockets by socket and outcome (ok, or the error's code); what was refused among them.",
    labelNames: ["socket", "outcome"],
    registers,
  });
  const denials = new Counter({
    name: "gnosis_docker_socket_denials_total",
    help: "Requests that guarded sockets refused before anything was sent to the engine, by socket and code.",
    labelNames: ["socket", "code"],
    registers,
  });
  const bytes = new Counter({
    name: "gnosis_docker_socket_bytes_total",
    help: "Bytes of streams that went to clients of guarded sockets.",
    labelNames: ["socket"],
    registers,
  });
  const streams = new Gauge({
    name: "gnosis_docker_socket_streams",
    help: "Streams and handed-over connections that are open now.",
    labelNames: ["socket"],
    registers,
  });
  const decisions = new Histogram({
    name: "gnosis_docker_socket_decision_seconds",
    help: "Time from a request that has been read to the decision and its record.",
    labelNames: ["socket"],
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1],
    registers,
  });
  return {
    decided: (socket, seconds) => decisions.observe({ socket }, seconds),
    finished: (socket, outcome, count) => {
      requests.inc({ socket, outcome });
      if (count > 0) bytes.inc({ socket }, count);
    },
    refused: (socket, code) => {
      requests.inc({ socket, outcome: code });
      denials.inc({ socket, code });
    },
    streams: (socket, change) => streams.inc({ socket }, change),
  };
}
