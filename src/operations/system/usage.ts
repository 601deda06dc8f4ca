import { diskUsage } from "../../engine/disk-usage.ts";
import { z } from "zod";
import { sumDisk, type DiskPart } from "../../engine/disk-model.ts";
import { containerTarget } from "../container/view.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { imageTarget } from "../image/view.ts";
import { volumeTarget } from "../volume/view.ts";

const part = z.object({
  count: z.number(),
  in_use: z.number().describe("How many are used."),
  bytes: z.number(),
  reclaimable_bytes: z.number().describe("What is not used."),
});

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
    const usage = await diskUsage(context.ports.engine, {
      signal: context.signal,
      timeout: 290_000,
    });
    const { images, containers, volumes, cache } = sumDisk(usage, {
      image: (one) => context.sees(imageTarget(one)),
      container: (one) => context.sees(containerTarget(one)),
      volume: (one) => context.sees(volumeTarget(one)),
    });
    return {
      layers_bytes: usage.LayersSize ?? 0,
      images: partView(images),
      containers: partView(containers),
      volumes: partView(volumes),
      build_cache: partView(cache),
    };
  },
});

const partView = ({ count, unused, bytes, reclaimable }: DiskPart): z.output<typeof part> => ({
  count,
  in_use: count - unused,
  bytes,
  reclaimable_bytes: reclaimable,
});
