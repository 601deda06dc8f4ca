import { diskUsage } from "../../engine/disk-usage.ts";
import type { EngineClient } from "../../engine/client.ts";

interface DiskAnswer {
  readonly LayersSize?: number;
  readonly Images?:
    | readonly { Size: number; SharedSize: number; Containers: number; RepoTags?: readonly string[] | null }[]
    | null;
  readonly Containers?: readonly { SizeRw?: number; State?: string }[] | null;
  readonly Volumes?: readonly { Name: string; UsageData?: { Size: number; RefCount: number } | null }[] | null;
  readonly BuildCache?: readonly { Size: number; InUse: boolean }[] | null;
}

/** Bytes that the engine's objects take, and how much of it a prune could free. */
export interface DiskUse {
  readonly kind: "images" | "containers" | "volumes" | "build cache";
  readonly count: number;
  readonly bytes: number;
  readonly reclaimable: number;
  /** Objects that nothing uses. */
  readonly unused: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + Math.max(0, one), 0);

/** Asks the engine what its objects take; `undefined` when that takes longer than `patience` milliseconds. */
export async function diskUse(
  engine: EngineClient,
  signal: AbortSignal,
  patience: number,
): Promise<DiskUse[] | undefined> {
  try {
    return summarise(await diskUsage<DiskAnswer>(engine, { signal, timeout: patience }));
  } catch {
    return undefined;
  }
}

/** Sums up the engine's answer. */
export function summarise(answer: DiskAnswer): DiskUse[] {
  const images = answer.Images ?? [];
  const freeImages = images.filter((one) => one.Containers <= 0);
  const containers = answer.Containers ?? [];
  const ended = containers.filter((one) => one.State === "exited" || one.State === "dead" || one.State === "created");
  const volumes = answer.Volumes ?? [];
  const freeVolumes = volumes.filter((one) => (one.UsageData?.RefCount ?? 1) === 0);
  const cache = answer.BuildCache ?? [];
  const freeCache = cache.filter((one) => !one.InUse);
  return [
    {
      kind: "images",
      count: images.length,
      bytes: answer.LayersSize ?? sum(images.map((one) => one.Size)),
      reclaimable: sum(freeImages.map((one) => one.Size - Math.max(0, one.SharedSize))),
      unused: freeImages.length,
    },
    {
      kind: "containers",
      count: containers.length,
      bytes: sum(containers.map((one) => one.SizeRw ?? 0)),
      reclaimable: sum(ended.map((one) => one.SizeRw ?? 0)),
      unused: ended.length,
    },
    {
      kind: "volumes",
      count: volumes.length,
      bytes: sum(volumes.map((one) => one.UsageData?.Size ?? 0)),
      reclaimable: sum(freeVolumes.map((one) => one.UsageData?.Size ?? 0)),
      unused: freeVolumes.length,
    },
    {
      kind: "build cache",
      count: cache.length,
      bytes: sum(cache.map((one) => one.Size)),
      reclaimable: sum(freeCache.map((one) => one.Size)),
      unused: freeCache.length,
    },
  ];
}
