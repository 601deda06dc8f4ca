import type { RawStats } from "./raw-stats.ts";

/** What a container uses at one moment. */
export interface Usage {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** 100 is one CPU busy all the time; absent until there are two samples. */
  readonly cpu?: number;
  /** Bytes, without what the kernel could drop at once. */
  readonly memory: number;
  readonly memoryLimit: number;
  /** Counters since the container's start, bytes. */
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  /** The same counters' growth in bytes a second; absent until there are two samples. */
  readonly rates?: {
    readonly received: number;
    readonly sent: number;
    readonly read: number;
    readonly written: number;
  };
  readonly pids: number;
}

/**
 * What a sample says, with the one before it where there is one. CPU and memory are computed as the docker CLI does (`docker stats`),
 * for cgroup v1 and v2. Source: docker/cli `stats_helpers.go`.
 */
export function usageOf(raw: RawStats, before?: Usage & { readonly raw: RawStats }): Usage {
  const time = Date.parse(raw.read ?? "");
  const cpu = cpuPercent(raw, before?.raw);
  const counters = {
    received: networkBytes(raw, "rx_bytes"),
    sent: networkBytes(raw, "tx_bytes"),
    read: blockBytes(raw, "read"),
    written: blockBytes(raw, "write"),
  };
  const seconds = before === undefined ? 0 : (time - before.time) / 1000;
  // Counters start anew when the container does.
  const rate = (name: keyof typeof counters) => Math.max(0, (counters[name] - (before?.[name] ?? 0)) / seconds);
  return {
    time,
    ...(cpu !== undefined && { cpu }),
    memory: workingSet(raw),
    memoryLimit: raw.memory_stats?.limit ?? 0,
    ...counters,
    ...(seconds > 0 && {
      rates: { received: rate("received"), sent: rate("sent"), read: rate("read"), written: rate("written") },
    }),
    pids: raw.pids_stats?.current ?? 0,
  };
}

function cpuPercent(now: RawStats, before: RawStats | undefined): number | undefined {
  const system = now.cpu_stats?.system_cpu_usage;
  const systemBefore = before?.cpu_stats?.system_cpu_usage;
  if (system === undefined || systemBefore === undefined) return undefined;
  const busy = (now.cpu_stats?.cpu_usage?.total_usage ?? 0) - (before?.cpu_stats?.cpu_usage?.total_usage ?? 0);
  const passed = system - systemBefore;
  const cpus = now.cpu_stats?.online_cpus ?? now.cpu_stats?.cpu_usage?.percpu_usage?.length ?? 0;
  return passed > 0 && busy > 0 ? (busy / passed) * cpus * 100 : 0;
}

function workingSet({ memory_stats: memory }: RawStats): number {
  const usage = memory?.usage ?? 0;
  // cgroup v1 has the first counter, v2 the second.
  const droppable = memory?.stats?.["total_inactive_file"] ?? memory?.stats?.["inactive_file"] ?? 0;
  return droppable < usage ? usage - droppable : usage;
}

function networkBytes({ networks }: RawStats, counter: string): number {
  let bytes = 0;
  for (const one of Object.values(networks ?? {})) bytes += one[counter] ?? 0;
  return bytes;
}

function blockBytes({ blkio_stats: block }: RawStats, operation: string): number {
  let bytes = 0;
  for (const { op, value } of block?.io_service_bytes_recursive ?? []) {
    // cgroup v1 writes "Read", v2 "read".
    if (op.toLowerCase() === operation) bytes += value;
  }
  return bytes;
}
