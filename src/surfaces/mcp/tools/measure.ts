import { z } from "zod";
import { looks, tool } from "../tool.ts";
import { bytesText } from "../text/units.ts";
import { container } from "./fields.ts";

interface StatsAnswer {
  readonly stats: {
    readonly running?: boolean;
    readonly cpu_percent?: number;
    readonly online_cpus?: number;
    readonly memory_usage?: number;
    readonly memory_working_set?: number;
    readonly memory_limit?: number;
    readonly network_rx_bytes?: number;
    readonly network_tx_bytes?: number;
    readonly pids?: number;
  };
}

/** One line about what a container uses. */
export function statsText(name: string, { stats }: StatsAnswer): string {
  if (stats.running === false) return `${name} is not running`;
  const memory = stats.memory_working_set ?? stats.memory_usage ?? 0;
  const limit = stats.memory_limit ?? 0;
  const share = limit > 0 ? ` of ${bytesText(limit)} (${Math.round((memory / limit) * 100)}%)` : "";
  return `${name}: CPU ${stats.cpu_percent ?? 0}% (100% = one of ${stats.online_cpus ?? "?"}), memory ${bytesText(memory)}${share}, network in ${bytesText(stats.network_rx_bytes ?? 0)} out ${bytesText(stats.network_tx_bytes ?? 0)}, ${stats.pids ?? 0} processes`;
}

export const containerStats = tool({
  name: "container_stats",
  profile: "observe",
  description: "A container's CPU, memory, network and processes now. For the top consumers use host_diagnose.",
  operations: ["container.stats"],
  hints: looks,
  long: false,
  input: z.strictObject({ container }),
  call: async ({ run }, input) => {
    const { value } = await run<StatsAnswer>("container.stats", { id: input.container });
    return { text: statsText(input.container, value) };
  },
});
