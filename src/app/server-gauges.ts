import type { Store } from "../store/store.ts";
import type { ServerMetrics } from "./metrics.ts";
import type { EngineSide } from "./sides/engine-side.ts";

/** Figures of the server as a whole, asked for when somebody looks. */
export function serverGauges(
  { gauge }: ServerMetrics,
  { sides, store }: { readonly sides: readonly EngineSide[]; readonly store: Pick<Store, "size"> },
): void {
  gauge("live_containers", "Containers in memory, of all engines.", () =>
    sides.reduce((sum, { live }) => sum + live.containers.size, 0),
  );
  gauge("engines_stale", "Engines whose event stream is down.", () =>
    sides.reduce((sum, { live }) => sum + (live.live ? 0 : 1), 0),
  );
  gauge("store_bytes", "Size of the store's file and its write-ahead log.", () => {
    const { file, log } = store.size();
    return file + log;
  });
}
