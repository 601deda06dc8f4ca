import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneEffects, pruneFields } from "../fields/prune.ts";
import type { Ports } from "../ports.ts";
import { prunableVolumes } from "../prune/volumes.ts";

/** Removes unused volumes. */
export const volumePrune: AnyOperation<Ports> = define({
  id: "volume.prune",
  summary: "Remove anonymous volumes that no container mounts; with `all`, named ones too.",
  description: "Each one is removed on its own, and only those that the caller may see.",
  risk: "destroy",
  http: { method: "POST", path: "/api/volumes/prune", failure: "Failed to prune volumes" },
  input: z.strictObject({ all: z.boolean().default(false).describe("Named volumes too."), ...pruneFields }),
  output: pruned,
  deadline: 1_200_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { all: true, dry_run: true } }],
  effects: pruneEffects(prunableVolumes),
  run: (context, input) => prune(context, { operation: volumePrune, prunable: prunableVolumes, noun: "volume" }, input),
});
