import type { EngineClient } from "../../engine/client.ts";
import { sumDisk, type DiskPart, type DiskUsage } from "../../engine/disk-model.ts";
import { diskUsage } from "../../engine/disk-usage.ts";

/** Bytes that the engine's objects take, and how much of it a prune could free. */
export interface DiskUse extends DiskPart {
  readonly kind: "images" | "containers" | "volumes" | "build cache";
}

/** Asks the engine what its objects take; `undefined` when that takes longer than `patience` milliseconds. */
export async function diskUse(
  engine: EngineClient,
  signal: AbortSignal,
  patience: number,
): Promise<DiskUse[] | undefined> {
  try {
    return summarise(await diskUsage(engine, { signal, timeout: patience }));
  } catch {
    return undefined;
  }
}

/** Sums up the engine's answer; images count with shared layers once. */
export function summarise(answer: DiskUsage): DiskUse[] {
  const { images, containers, volumes, cache } = sumDisk(answer);
  return [
    { kind: "images", ...images, bytes: answer.LayersSize ?? images.bytes },
    { kind: "containers", ...containers },
    { kind: "volumes", ...volumes },
    { kind: "build cache", ...cache },
  ];
}
