import { z } from "zod";

interface CpuSample {
  readonly cpu_usage?: { readonly total_usage?: number; readonly percpu_usage?: readonly number[] | null };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

/** What we read of the engine's `GET /containers/{id}/stats`. */
export interface EngineStats {
  readonly read?: string;
  readonly cpu_stats?: CpuSample;
  readonly precpu_stats?: CpuSample;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly networks?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly blkio_stats?: Readonly<Record<string, unknown>>;
  readonly pids_stats?: { readonly current?: number };
}

/** One measurement of a container. */
export const stats = z.object({
  running: z.boolean().describe("False for a container that does not run: every number is 0 then."),
  read: z.string().nullable().describe("When it was measured, RFC 3339; null when it does not run."),
  cpu_percent: z.number().describe("Use of CPU, where 100 is one CPU busy all the time."),
  cpu_percent_of_host: z.number().describe("Use of CPU as a share of all CPUs of the host."),
  online_cpus: z.number(),
  memory_usage: z.number().describe("Bytes, with the page cache."),
  memory_working_set: z.number().describe("Bytes, without what the kernel could drop at once."),
  memory_limit: z.number().describe("Bytes; all of the host's memory when there is no limit."),
  memory_percent: z.number().describe("Use of memory as a share of its limit."),
  network: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe("Counters by interface, as the engine has them."),
  network_rx_bytes: z.number(),
  network_tx_bytes: z.number(),
  block_io: z.record(z.string(), z.unknown()).describe("Counters of disks, as the engine has them."),
  pids: z.number().describe("Processes and threads."),
});

const round = (value: number): number => (Number.isFinite(value) ? Number(value.toFixed(2)) : 0);

/** The engine's sample in the product's terms; one of a stopped container is all zeros. */
export function statsOf(sample: EngineStats): z.output<typeof stats> {
  const { cpu_stats: now = {}, precpu_stats: before = {}, memory_stats: memory = {}, networks = {} } = sample;
  const cpus = now.online_cpus ?? now.cpu_usage?.percpu_usage?.length ?? 0;
  const busy = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0);
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const share = passed > 0 && busy > 0 && before.system_cpu_usage !== undefined ? busy / passed : 0;
  const usage = memory.usage ?? 0;
  const limit = memory.limit ?? 0;
  const droppable = memory.stats?.["total_inactive_file"] ?? memory.stats?.["inactive_file"] ?? 0;
  const sum = (counter: string): number =>
    Object.values(networks).reduce((total, one) => total + (one[counter] ?? 0), 0);
  const running = sample.read !== undefined && !sample.read.startsWith("0001-");
  return {
    running,
    read: running ? (sample.read ?? null) : null,
    cpu_percent: round(share * cpus * 100),
    cpu_percent_of_host: round(share * 100),
    online_cpus: cpus,
    memory_usage: usage,
    memory_working_set: Math.max(0, usage - droppable),
    memory_limit: limit,
    memory_percent: round((usage / limit) * 100),
    network: { ...networks },
    network_rx_bytes: sum("rx_bytes"),
    network_tx_bytes: sum("tx_bytes"),
    block_io: { ...sample.blkio_stats },
    pids: sample.pids_stats?.current ?? 0,
  };
}
