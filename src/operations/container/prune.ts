import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneEffects, pruneFields } from "../fields/prune.ts";
import type { Ports } from "../ports.ts";
import { prunableContainers } from "../prune/containers.ts";

/** Removes stopped containers. */
export const containerPrune: AnyOperation<Ports> = define({
  id: "container.prune",
  summary: "Remove all stopped containers, or those of a label or age; they can be brought back for a while.",
  description: "Each one is removed on its own, and only those that the caller may see.",
  risk: "destroy",
  http: { method: "POST", path: "/api/containers/prune", failure: "Failed to prune containers" },
  input: z.strictObject(pruneFields),
  output: pruned,
  deadline: 600_000,
  errors: engineErrors,
  examples: [
    { title: "See what would go", input: { dry_run: true } },
    { title: "Remove what stopped more than a day ago", input: { until: "24h", dry_run: true } },
  ],
  effects: pruneEffects(prunableContainers),
  run: (context, input) =>
    prune(context, { operation: containerPrune, prunable: prunableContainers, noun: "container" }, input),
});
