import type { ImageSummary, NetworkInspect, VolumeInspect } from "../model.ts";
import type { Filters } from "../reader.ts";
import { arePlain, matches, matchesExactly, matchesLabels } from "./go-filter.ts";

type Maker<T> = (values: readonly string[]) => ((item: T) => boolean) | undefined;

function filter<T>(makers: Readonly<Record<string, Maker<T>>>): ListFilter<T> {
  return (items, filters) => {
    let chosen = items;
    for (const [key, values] of Object.entries(filters ?? {})) {
      if (values.length === 0) continue;
      const test = Object.hasOwn(makers, key) ? makers[key]!(values) : undefined;
      if (!test) return undefined;
      chosen = chosen.filter(test);
    }
    return chosen;
  };
}

/** The items that filters let through, as the engine would choose them; nothing when only the engine can say it exactly. */
export type ListFilter<T> = (items: readonly T[], filters: Filters | undefined) => readonly T[] | undefined;

/** Source: moby `daemon/images/images.go`. */
export const filterImages: ListFilter<ImageSummary> = filter({
  label: (values) => (image) => matchesLabels(values, image.Labels),
});

/** Source: moby `volume/service/by.go`. */
export const filterVolumes: ListFilter<VolumeInspect> = filter({
  label: (values) => (volume) => matchesLabels(values, volume.Labels),
  name: (values) => (arePlain(values) ? (volume) => matches(values, volume.Name) : undefined),
  driver: (values) => (volume) => matchesExactly(values, volume.Driver),
});

/** Source: moby `daemon/network/filter.go`. */
export const filterNetworks: ListFilter<NetworkInspect> = filter({
  label: (values) => (network) => matchesLabels(values, network.Labels),
  name: (values) => (arePlain(values) ? (network) => matches(values, network.Name) : undefined),
  id: (values) => (arePlain(values) ? (network) => matches(values, network.Id) : undefined),
  driver: (values) => (network) => matchesExactly(values, network.Driver),
});
