import type { AnyOperation } from "../../catalogue/operation.ts";
import { cachePrune } from "../cache/prune.ts";
import { containerPrune } from "../container/prune.ts";
import { imagePrune } from "../image/prune.ts";
import { networkPrune } from "../network/prune.ts";
import { volumePrune } from "../volume/prune.ts";
import { prunableCache } from "./cache.ts";
import { prunableContainers } from "./containers.ts";
import { prunableImages } from "./images.ts";
import { prunableNetworks } from "./networks.ts";
import type { Prunable, PruneKind } from "./prunable.ts";
import { prunableVolumes } from "./volumes.ts";

/** How each kind is pruned, and the operation that is decided for each removal; in the order in which they are removed. */
export const prunes: Readonly<Record<PruneKind, { readonly prunable: Prunable; readonly operation: AnyOperation }>> = {
  container: { prunable: prunableContainers, operation: containerPrune },
  network: { prunable: prunableNetworks, operation: networkPrune },
  volume: { prunable: prunableVolumes, operation: volumePrune },
  image: { prunable: prunableImages, operation: imagePrune },
  cache: { prunable: prunableCache, operation: cachePrune },
};
