import type { EngineClient } from "../../engine/client.ts";
import type { Use } from "./facts.ts";

interface Sample {
  readonly cpu_stats?: CpuSample;
  readonly precpu_stats?: CpuSample;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly max_usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly pids_stats?: { readonly current?: number };
}

interface CpuSample {
  readonly cpu_usage?: { readonly total_usage?: number };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

/** What a container uses now, asked of the engine with one sample; CPU needs two and is left out. `undefined` when it gives none. */
export async function askUse(engine: EngineClient, container: string, signal: AbortSignal): Promise<Use | undefined> {
  try {
    const query = { stream: false, "one-shot": true };
    const sample = await engine.json<Sample>("GET", `/containers/${container}/stats`, {
      query,
      signal,
      timeout: 3_000,
    });
    const memory = sample.memory_stats;
    if (memory?.usage === undefined) return undefined;
    // As the docker CLI does: the page cache that can be dropped at once is not use.
    const cache = memory.stats?.["total_inactive_file"] ?? memory.stats?.["inactive_file"] ?? 0;
    const pids = sample.pids_stats?.current;
    return {
      memory: Math.max(0, memory.usage - cache),
      ...(memory.max_usage === undefined ? {} : { memoryPeak: memory.max_usage }),
      ...(pids === undefined ? {} : { pids }),
    };
  } catch {
    return undefined;
  }
}
