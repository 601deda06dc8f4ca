import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AuditLog, OpenRecord } from "../guard/audit/audit-log.ts";
import type { SocketFigures } from "../proxy/figures.ts";
import { createSocketFigures } from "./socket-figures.ts";

/**
 * Figures of how late the event loop was between two scrapes: telling them takes a timer that wakes an idle process a hundred times a
 * second. How late it is when somebody asks is told without.
 */
const costlyFigures = ["min", "max", "mean", "stddev", "p50", "p90", "p99"] as const;
/** Milliseconds of that timer, which can't be left out. */
const seldom = 3_600_000;

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
  const prefix = "gnosis_docker_";
  collectDefaultMetrics({ register: registry, prefix, eventLoopMonitoringPrecision: seldom });
  for (const figure of costlyFigures) registry.removeSingleMetric(`${prefix}nodejs_eventloop_lag_${figure}_seconds`);
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
