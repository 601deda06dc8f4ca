import { diskUsage } from "../../engine/disk-usage.ts";
import { z } from "zod";
import type { ContainerSummary, ImageSummary, VolumeInspect } from "../../engine/model.ts";
import { containerTarget } from "../container/view.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { imageTarget } from "../image/view.ts";
import { volumeTarget } from "../volume/view.ts";

interface DiskUsage {
  readonly LayersSize?: number;
  readonly Images?: readonly ImageSummary[] | null;
  readonly Containers?: readonly ContainerSummary[] | null;
  readonly Volumes?:
    | readonly (VolumeInspect & { readonly UsageData?: { Size: number; RefCount: number } | null })[]
    | null;
  readonly BuildCache?: readonly { readonly Size: number; readonly InUse: boolean; readonly Shared: boolean }[] | null;
}

const part = z.object({
  count: z.number(),
  in_use: z.number().describe("How many are used."),
  bytes: z.number(),
  reclaimable_bytes: z.number().describe("What is not used."),
});

const total = <Item>(items: readonly Item[], bytes: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + Math.max(0, bytes(item)), 0);

/** Tells what takes disk space. */
export const systemUsage = define({
  id: "system.usage",
  summary: "Show how much disk space images, containers, volumes and the build cache take, and what could be freed.",
  description:
    "Takes long where there are many volumes: the engine counts their files. Objects out of the caller's sight are left out.",
  risk: "read",
  http: { method: "GET", path: "/api/system/usage" },
  input: z.strictObject({}),
  output: z.object({
    layers_bytes: z.number().describe("All image layers together, shared ones once."),
    images: part,
    containers: part,
    volumes: part,
    build_cache: part,
  }),
  deadline: 300_000,
  errors: engineErrors,
  examples: [{ title: "What takes the disk?", input: {} }],
  async run(context) {
    const usage = await diskUsage<DiskUsage>(context.ports.engine, {
      signal: context.signal,
      timeout: 290_000,
    });
    const images = (usage.Images ?? []).filter((one) => context.sees(imageTarget(one)));
    const containers = (usage.Containers ?? []).filter((one) => context.sees(containerTarget(one)));
    const volumes = (usage.Volumes ?? []).filter((one) => context.sees(volumeTarget(one)));
    const cache = (usage.BuildCache ?? []).filter(({ Shared }) => !Shared);
    const live = new Set(["running", "paused", "restarting"]);
    const idleImages = images.filter(({ Containers }) => Containers === 0);
    const idle = containers.filter(({ State }) => !live.has(State));
    const idleVolumes = volumes.filter(({ UsageData }) => UsageData?.RefCount === 0);
    const idleCache = cache.filter(({ InUse }) => !InUse);
    const own = ({ Size, SharedSize }: ImageSummary): number => Size - Math.max(0, SharedSize);
    return {
      layers_bytes: usage.LayersSize ?? 0,
      images: partOf(images, idleImages, own),
      containers: partOf(containers, idle, ({ SizeRw }) => SizeRw ?? 0),
      volumes: partOf(volumes, idleVolumes, ({ UsageData }) => UsageData?.Size ?? 0),
      build_cache: partOf(cache, idleCache, ({ Size }) => Size),
    };
  },
});

function partOf<Item>(
  all: readonly Item[],
  idle: readonly Item[],
  bytes: (item: Item) => number,
): z.output<typeof part> {
  return {
    count: all.length,
    in_use: all.length - idle.length,
    bytes: total(all, bytes),
    reclaimable_bytes: total(idle, bytes),
  };
}
