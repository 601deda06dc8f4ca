import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneEffects, pruneFields } from "../fields/prune.ts";
import type { Ports } from "../ports.ts";
import { prunableImages } from "../prune/images.ts";

/** Removes unused images. */
export const imagePrune: AnyOperation<Ports> = define({
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
  effects: pruneEffects(prunableImages),
  run: (context, input) => prune(context, { operation: imagePrune, prunable: prunableImages, noun: "image" }, input),
});
