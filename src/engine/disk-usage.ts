import { setTimeout as sleep } from "node:timers/promises";
import { GnosisError } from "../kernel/errors.ts";
import type { EngineClient } from "./client.ts";
import type { DiskUsage } from "./disk-model.ts";

/** How the engine's disk usage is asked for. */
export interface DiskUsageQuery {
  readonly signal?: AbortSignal;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds in all. */
  readonly timeout: number;
}

/** Milliseconds until an engine that is busy counting is asked again. */
const pause = 200;

/**
 * `GET /system/df`. Engines before 25 count for one client at a time and refuse others ("a disk usage operation is already running",
 * moby `daemon/disk_usage.go`): then it is asked again until the timeout. Throws what the engine's client throws.
 */
export async function diskUsage(
  client: Pick<EngineClient, "json">,
  { signal, query, timeout }: DiskUsageQuery,
): Promise<DiskUsage> {
  const end = performance.now() + timeout;
  const options = { ...(signal && { signal }), ...(query && { query }) };
  for (;;) {
    try {
      return await client.json<DiskUsage>("GET", "/system/df", {
        ...options,
        timeout: Math.max(1, end - performance.now()),
      });
    } catch (error) {
      const busy = error instanceof GnosisError && error.message.includes("disk usage operation is already running");
      if (!busy || performance.now() + pause >= end) throw error;
      await sleep(pause, undefined, signal && { signal });
    }
  }
}
