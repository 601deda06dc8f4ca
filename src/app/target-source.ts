import { once } from "../kernel/once.ts";
import type { Target, TargetKind } from "../catalogue/target.ts";
import type { ContainerSummary, ImageSummary, NetworkInspect, VolumeInspect } from "../engine/model.ts";
import type { EngineReader } from "../engine/reader.ts";
import type { TargetSource } from "../guard/target/target-source.ts";

/** A container's own name: the engine also lists the names that links give it, which have a second slash. */
export function containerName(names: readonly string[] | null): string {
  const own = names?.find((name) => !name.slice(1).includes("/"));
  return (own ?? names?.[0] ?? "").replace(/^\//, "");
}

const containerTarget = (container: ContainerSummary): Target => ({
  kind: "container",
  id: container.Id,
  name: containerName(container.Names),
  labels: container.Labels ?? {},
  image: container.Image,
  imageId: container.ImageID,
  volumes: (container.Mounts ?? []).flatMap(({ Type, Name }) =>
    Type === "volume" && Name !== undefined ? [Name] : [],
  ),
});

/** The engine lists what has no tag or digest as `<none>:<none>`. */
const real = (references: readonly string[] | null): string[] =>
  (references ?? []).filter((reference) => !reference.includes("<none>"));

const imageTarget = (image: ImageSummary): Target => {
  const references = [...real(image.RepoTags), ...real(image.RepoDigests)];
  return { kind: "image", id: image.Id, name: references[0] ?? image.Id, labels: image.Labels ?? {}, references };
};

const volumeTarget = (volume: VolumeInspect): Target => ({
  kind: "volume",
  id: volume.Name,
  name: volume.Name,
  labels: volume.Labels ?? {},
  driver: volume.Driver,
  options: volume.Options ?? {},
});

const networkTarget = (network: NetworkInspect): Target => ({
  kind: "network",
  id: network.Id,
  name: network.Name,
  labels: network.Labels ?? {},
  driver: network.Driver,
  options: network.Options ?? {},
});

/** How entries of the engine's lists become targets. */
export const targetOf = {
  container: containerTarget,
  image: imageTarget,
  volume: volumeTarget,
  network: networkTarget,
} as const;

/** Targets of a list that was given before are not made again: memory gives the same list until something changes. */
const targets = <T>(make: (item: T) => Target): ((list: readonly T[]) => readonly Target[]) =>
  once((list: readonly T[]) => list.map(make));

const onlyTarget = once(containerTarget);
const containerTargets = targets(onlyTarget);
const imageTargets = targets(imageTarget);
const volumeTargets = targets(volumeTarget);
const networkTargets = targets(networkTarget);

/** The guard's view of one engine's objects, through the reader. */
export function createTargetSource(reader: EngineReader): TargetSource {
  const lists: Readonly<
    Record<TargetKind, (query: { fresh: boolean; signal?: AbortSignal }) => Promise<readonly Target[]>>
  > = {
    container: async (query) => containerTargets((await reader.containers({ ...query, all: true })).value),
    image: async (query) => imageTargets((await reader.images({ ...query, all: true })).value),
    volume: async (query) => volumeTargets((await reader.volumes(query)).value),
    network: async (query) => networkTargets((await reader.networks(query)).value),
  };
  return {
    list: (kind, query) => lists[kind](query),
    known: async (kind, reference, lastKnown) => {
      const summary = kind === "container" ? await reader.listed(reference, lastKnown) : undefined;
      return summary && onlyTarget(summary);
    },
  };
}
