import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AuditLog, OpenRecord } from "../guard/audit/audit-log.ts";
import type { SocketFigures } from "../proxy/figures.ts";
import { createSocketFigures } from "./socket-figures.ts";

/** The server's own figures, in Prometheus' form. */
export interface ServerMetrics {
  /** The same log; every call that goes through it is counted. */
  readonly counting: (audit: AuditLog) => AuditLog;
  /** A figure that is asked for when somebody looks. */
  readonly gauge: (name: string, help: string, value: () => number | Promise<number>) => void;
  readonly sockets: SocketFigures;
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

/** Makes the registry of metrics: process figures, and calls by operation, surface and outcome. */
export function createMetrics(): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "gnosis_docker_" });
  const calls = new Counter({
    name: "gnosis_docker_calls_total",
    help: "Calls by operation, surface and outcome (ok, or the error's code).",
    labelNames: ["operation", "surface", "outcome"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "gnosis_docker_call_duration_seconds",
    help: "Time from the recorded intent to the outcome.",
    labelNames: ["operation"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers: [registry],
  });
  return {
    counting: (audit) => ({
      intend: async (intent) => {
        const record = await audit.intend(intent);
        const { operation } = intent;
        const { surface } = intent.caller;
        const finish: OpenRecord["finish"] = (outcome) => {
          calls.inc({ operation, surface, outcome: outcome.ok ? "ok" : (outcome.code ?? "failed") });
          seconds.observe({ operation }, outcome.duration / 1000);
          record.finish(outcome);
        };
        return { ...record, finish };
      },
      refuse: (refusal) => {
        calls.inc({ operation: refusal.operation, surface: refusal.caller.surface, outcome: refusal.code });
        audit.refuse(refusal);
      },
      note: audit.note,
    }),
    gauge: (name, help, value) => {
      new Gauge({
        name: `gnosis_docker_${name}`,
        help,
        registers: [registry],
        async collect() {
          this.set(await value());
        },
      });
    },
    sockets: createSocketFigures(registry),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
