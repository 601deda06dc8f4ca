import { z } from "zod";
import type { ImageSummary } from "../../engine/model.ts";
import { enginePath, ImagePath } from "../../engine/path.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneFields } from "../fields/prune.ts";
import { imageTarget } from "./view.ts";

/** Removes unused images. */
export const imagePrune = define({
  id: "image.prune",
  summary: "Remove images without a tag that no container uses; with `all`, every image that no container uses.",
  description: "Each one is removed on its own, and only those that the caller may see.",
  risk: "destroy",
  http: { method: "POST", path: "/api/images/prune", failure: "Failed to prune images" },
  input: z.strictObject({ all: z.boolean().default(false).describe("Those with a tag too."), ...pruneFields }),
  output: pruned,
  deadline: 1_200_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { all: true, dry_run: true } }],
  async run(context, input) {
    const { engine, reader } = context.ports;
    const { signal } = context;
    const label = input.label === undefined ? {} : { label: input.label };
    const dangling = input.all ? {} : { dangling: ["true"] };
    const { value: images } = await reader.images({ filters: { ...dangling, ...label }, fresh: true, signal });
    const { value: containers } = await reader.containers({ all: true, fresh: true, signal });
    const used = new Set(containers.map(({ ImageID }) => ImageID));
    const goes = ({ Id, Created }: ImageSummary): boolean =>
      !used.has(Id) && (input.until === undefined || Created < input.until);
    const candidates = images.filter(goes).map((image) => ({ target: imageTarget(image), bytes: image.Size }));
    return prune(context, { dryRun: input.dry_run, noun: "image" }, candidates, async ({ id, references = [] }) => {
      // By its tags, one by one: an id with several tags could only be removed by force, which also takes what a container uses.
      const tags = references.filter((one) => !one.includes("@"));
      for (const name of tags.length > 0 ? tags : [id]) {
        await engine.json("DELETE", enginePath`/images/${new ImagePath(name)}`, { signal, timeout: 110_000 });
      }
    });
  },
});
