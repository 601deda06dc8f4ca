import type { Ports } from "../ports.ts";
import type { Use } from "./facts.ts";

interface OneShot {
  readonly memory_stats?: {
    readonly usage?: number;
    readonly max_usage?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly pids_stats?: { readonly current?: number };
}

/**
 * What a container uses now: the newest sample where they are taken, else one asked of the engine without CPU, which needs two.
 * `undefined` when it does not run or the engine gives none.
 */
export async function useOf(ports: Ports, container: string, signal: AbortSignal): Promise<Use | undefined> {
  try {
    const sample = await ports.use?.sample(container);
    if (sample !== undefined) {
      const { cpu, memory, raw } = sample;
      return { memory, ...(cpu === undefined ? {} : { cpuPercent: cpu }), ...seenIn(raw as OneShot) };
    }
    const query = { stream: false, "one-shot": true };
    const raw = await ports.engine.json<OneShot>("GET", `/containers/${container}/stats`, {
      query,
      signal,
      timeout: 3_000,
    });
    const { usage, stats } = raw.memory_stats ?? {};
    if (usage === undefined) return undefined;
    // As the docker CLI does: the page cache that can be dropped at once is not use.
    const cache = stats?.["total_inactive_file"] ?? stats?.["inactive_file"] ?? 0;
    return { memory: Math.max(0, usage - cache), ...seenIn(raw) };
  } catch {
    return undefined;
  }
}

/** The most memory it ever used, which only cgroup v1 tells, and its processes. */
function seenIn(raw: OneShot): Pick<Use, "memoryPeak" | "pids"> {
  const peak = raw.memory_stats?.max_usage;
  const pids = raw.pids_stats?.current;
  return { ...(peak === undefined ? {} : { memoryPeak: peak }), ...(pids === undefined ? {} : { pids }) };
}

/** The most memory that was seen in the last hour, where samples are kept; for a container that has ended. */
export function peakOf(ports: Ports, container: string, now: number): Use | undefined {
  try {
    const points = ports.use?.history(container, now - 3_600_000, now, 10) ?? [];
    const peaks = points.map((point) => point.memoryPeak ?? point.memory ?? 0);
    const most = Math.max(0, ...peaks);
    return most > 0 ? { memoryPeak: most } : undefined;
  } catch {
    return undefined;
  }
}
