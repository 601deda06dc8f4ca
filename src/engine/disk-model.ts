import type { ContainerSummary, ImageSummary, VolumeInspect } from "./model.ts";

/** One record of the build cache. */
export interface CacheRecord {
  readonly ID: string;
  readonly Type?: string;
  readonly Description?: string;
  readonly InUse: boolean;
  readonly Shared: boolean;
  readonly Size: number;
  readonly CreatedAt?: string;
  readonly LastUsedAt?: string | null;
  /** Engines of API 1.42 and later. */
  readonly Parents?: readonly string[] | null;
  /** Older engines. */
  readonly Parent?: string;
}

/** One volume; `Size` is -1 where the engine can't count its files. */
export type VolumeUse = VolumeInspect & { readonly UsageData?: { Size: number; RefCount: number } | null };

/** `GET /system/df`, or the part of it that was asked for. */
export interface DiskUsage {
  readonly LayersSize?: number;
  readonly Images?: readonly ImageSummary[] | null;
  readonly Containers?: readonly ContainerSummary[] | null;
  readonly Volumes?: readonly VolumeUse[] | null;
  readonly BuildCache?: readonly CacheRecord[] | null;
}

/** What one kind of object takes. */
export interface DiskPart {
  readonly count: number;
  /** Objects that nothing uses. */
  readonly unused: number;
  readonly bytes: number;
  /** Bytes of those that nothing uses. */
  readonly reclaimable: number;
}

/** Objects that somebody may know of. */
export interface DiskSight {
  readonly image?: (image: ImageSummary) => boolean;
  readonly container?: (container: ContainerSummary) => boolean;
  readonly volume?: (volume: VolumeUse) => boolean;
}

const live: ReadonlySet<string> = new Set(["running", "paused", "restarting"]);

/** Bytes of an image without the layers that it shares with others. */
export const ownSize = ({ Size, SharedSize }: Pick<ImageSummary, "Size" | "SharedSize">): number =>
  Size - Math.max(0, SharedSize);

/** Sums up what the engine's objects take, by kind; shared build cache belongs to images and is left out. */
export function sumDisk(usage: DiskUsage, sight: DiskSight = {}) {
  const cache = (usage.BuildCache ?? []).filter(({ Shared }) => !Shared);
  return {
    images: part(usage.Images, sight.image, ({ Containers }) => Containers === 0, ownSize),
    containers: part(
      usage.Containers,
      sight.container,
      ({ State }) => !live.has(State),
      ({ SizeRw }) => SizeRw ?? 0,
    ),
    volumes: part(usage.Volumes, sight.volume, ({ UsageData }) => UsageData?.RefCount === 0, ({ UsageData }) => UsageData?.Size ?? 0), // prettier-ignore
    cache: part(
      cache,
      undefined,
      ({ InUse }) => !InUse,
      ({ Size }) => Size,
    ),
  } satisfies Record<string, DiskPart>;
}

function part<Item>(
  items: readonly Item[] | null | undefined,
  sees: ((item: Item) => boolean) | undefined,
  isUnused: (item: Item) => boolean,
  bytes: (item: Item) => number,
): DiskPart {
  const all = (items ?? []).filter((item) => sees?.(item) ?? true);
  const unused = all.filter(isUnused);
  const sum = (some: readonly Item[]): number => some.reduce((total, item) => total + Math.max(0, bytes(item)), 0);
  return { count: all.length, unused: unused.length, bytes: sum(all), reclaimable: sum(unused) };
}
