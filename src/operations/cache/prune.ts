import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneEffects, pruneFields } from "../fields/prune.ts";
import type { Ports } from "../ports.ts";
import { prunableCache } from "../prune/cache.ts";

const { until, dry_run } = pruneFields;

/** Removes unused build cache. */
export const cachePrune: AnyOperation<Ports> = define({
  id: "cache.prune",
  summary: "Remove build cache that no build uses just now.",
  description: "Builds after it take longer. The cache has no owner: it is everybody's.",
  risk: "destroy",
  http: { method: "POST", path: "/api/cache/prune" },
  input: z.strictObject({ until, dry_run }),
  output: pruned,
  deadline: 1_200_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { dry_run: true } }],
  effects: pruneEffects(prunableCache),
  run: (context, input) =>
    prune(context, { operation: cachePrune, prunable: prunableCache, noun: "cache record" }, input),
});
