import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneEffects, pruneFields } from "../fields/prune.ts";
import type { Ports } from "../ports.ts";
import { prunableNetworks } from "../prune/networks.ts";

/** Removes unused networks. */
export const networkPrune: AnyOperation<Ports> = define({
  id: "network.prune",
  summary: "Remove networks that somebody made and that no container is in.",
  description:
    "Each one is removed on its own, and only those that the caller may see. The engine's own networks stay.",
  risk: "destroy",
  http: { method: "POST", path: "/api/networks/prune", failure: "Failed to prune networks" },
  input: z.strictObject(pruneFields),
  output: pruned,
  deadline: 600_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { dry_run: true } }],
  effects: pruneEffects(prunableNetworks),
  run: (context, input) =>
    prune(context, { operation: networkPrune, prunable: prunableNetworks, noun: "network" }, input),
});
