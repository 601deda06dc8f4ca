import { z } from "zod";
import type { RawStats } from "../../engine/stats/raw-stats.ts";
import { type Usage, usageOf } from "../../engine/stats/usage.ts";

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
  network_rx_rate: z.number().describe("Bytes a second since the sample before."),
  network_tx_rate: z.number(),
  block_read_rate: z.number(),
  block_write_rate: z.number(),
  block_io: z.record(z.string(), z.unknown()).describe("Counters of disks, as the engine has them."),
  pids: z.number().describe("Processes and threads."),
});

const round = (value: number): number => (Number.isFinite(value) ? Number(value.toFixed(2)) : 0);

/** The engine's sample in the product's terms; one of a stopped container is all zeros. */
export function statsOf(sample: RawStats, known?: Usage): z.output<typeof stats> {
  const { cpu_stats: now = {}, precpu_stats: before, memory_stats: memory = {}, networks = {} } = sample;
  const cpus = now.online_cpus ?? now.cpu_usage?.percpu_usage?.length ?? 0;
  const last = before && { ...usageOf(sample), raw: { cpu_stats: before } };
  const usage = known ?? usageOf(sample, last);
  const limit = memory.limit ?? 0;
  const running = sample.read !== undefined && !sample.read.startsWith("0001-");
  return {
    running,
    read: running ? (sample.read ?? null) : null,
    cpu_percent: round(usage.cpu ?? 0),
    cpu_percent_of_host: round((usage.cpu ?? 0) / cpus),
    online_cpus: cpus,
    memory_usage: memory.usage ?? 0,
    memory_working_set: usage.memory,
    memory_limit: limit,
    memory_percent: round((usage.memory / limit) * 100),
    network: { ...networks },
    network_rx_bytes: usage.received,
    network_tx_bytes: usage.sent,
    network_rx_rate: round(usage.rates?.received ?? 0),
    network_tx_rate: round(usage.rates?.sent ?? 0),
    block_read_rate: round(usage.rates?.read ?? 0),
    block_write_rate: round(usage.rates?.written ?? 0),
    block_io: { ...sample.blkio_stats },
    pids: usage.pids,
  };
}
