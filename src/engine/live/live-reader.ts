import { isLost } from "../../kernel/lost-engine.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { bare, createEngineReader } from "../engine-reader.ts";
import type { ContainerInspect, ContainerSummary, ImageInspect, NetworkInspect } from "../model.ts";
import type { Age, EngineReader, OneQuery, Reading } from "../reader.ts";
import { summaryAt } from "./container-entry.ts";
import { applyPlan, planContainers } from "./container-filter.ts";
import { AnswerCache } from "./answer-cache.ts";
import { filterImages, filterNetworks, filterVolumes } from "./listed-filters.ts";
import type { LiveState } from "./live-state.ts";

/** Milliseconds after an event in which an inspect answer isn't kept: the thing may still be happening. */
const settling = 1_000;
/** Milliseconds that the inspect answer of a stopped container is believed. */
const stoppedLifetime = 5_000;

/** Reads from the live state where that can say exactly what the engine would, else from the engine. */
export function createLiveReader(live: LiveState): EngineReader {
  const engine = createEngineReader(live.client);
  const lists = new AnswerCache<readonly ContainerSummary[]>();
  const imageInspects = new Map<string, ImageInspect>();
  const networkInspects = new Map<string, NetworkInspect>();
  live.listen({
    event: ({ Type, Action }) => {
      if (Type === "image" || Action === "commit") imageInspects.clear();
      if (Type === "network" || Action === "rename") networkInspects.clear();
    },
    down: () => {
      imageInspects.clear();
      networkInspects.clear();
    },
  });
  const usable = (query: OneQuery | undefined) => live.live && query?.fresh !== true;
  /** What we have made ourselves is waited for: whoever made it is to see it. */
  const settled = async (query: OneQuery | undefined): Promise<void> => {
    if (usable(query) && live.own.unsettled) await live.own.unsettled;
  };

  const containers: EngineReader["containers"] = async (query) => {
    await settled(query);
    const plan = usable(query) ? planContainers(live.containers, query) : undefined;
    if (!plan) return engine.containers(query);
    const age = live.age("container");
    const entries = applyPlan(live.containers, plan);
    if (entries.some((entry) => !entry.exact)) return engine.containers(query);
    const now = live.engineNow();
    const { all, limit, filters } = query;
    const value = entries.map((entry) => summaryAt(entry, now));
    // Who names ids hardly names the same ones again: they would only push out what is asked for often.
    if (filters?.["id"] !== undefined) return { value, age };
    return { value: lists.same(JSON.stringify({ all, limit, filters }), value), age };
  };

  const byIdOrName = (idOrName: string) => live.containers.get(idOrName) ?? live.containers.byName(idOrName);

  const listed: EngineReader["listed"] = async (idOrName, lastKnown = false) => {
    if (!lastKnown) await settled(undefined);
    const entry = (lastKnown ? live.filled : usable(undefined)) ? byIdOrName(idOrName) : undefined;
    return entry && (lastKnown || entry.exact) ? summaryAt(entry, live.engineNow()) : undefined;
  };

  const container: EngineReader["container"] = async (reference, query = {}) => {
    await settled(query);
    const name = bare(reference);
    const find = () => byIdOrName(name) ?? byPrefix(live, name);
    if (usable(query) && query.size !== true) {
      const age = live.age("container");
      const remembered = query.remembered === true ? find() : undefined;
      if (remembered) return { value: remembered.inspect, age };
      const id = find()?.inspect.Id;
      if (id !== undefined && isWorn(live, id)) await live.tracker.refresh([id], query.signal);
      const entry = find();
      if (entry?.inspectIsCurrent && entry.exact && !live.tracker.isPending(entry.inspect.Id))
        return { value: entry.inspect, age };
    }
    return orStale(
      () => engine.container(reference, query),
      () => (query.fresh ? undefined : find()?.inspect),
      live,
      "container",
    );
  };

  const image: EngineReader["image"] = async (reference, query = {}) => {
    const id = usable(query) ? findImage(live, reference) : undefined;
    const kept = id === undefined ? undefined : imageInspects.get(id);
    if (kept) return { value: kept, age: live.age("image") };
    const reading = await engine.image(reference, query);
    if (live.live && Date.now() - live.images.lastEvent > settling) imageInspects.set(reading.value.Id, reading.value);
    return reading;
  };

  const network: EngineReader["network"] = async (reference, query = {}) => {
    const named = live.networks.value.filter(({ Id, Name }) => Id === reference || Name === reference);
    const kept = usable(query) && named.length === 1 ? networkInspects.get(named[0]!.Id) : undefined;
    if (kept) return { value: kept, age: live.age("network") };
    const reading = await engine.network(reference, query);
    if (live.live && Date.now() - live.networks.lastEvent > settling)
      networkInspects.set(reading.value.Id, reading.value);
    return reading;
  };

  return {
    containers,
    listed,
    container,
    images: async (query) => {
      const list = query.all ? live.allImages : live.images;
      const value = usable(query) ? filterImages(list.value, query.filters) : undefined;
      return value ? { value, age: live.age("image") } : engine.images(query);
    },
    image,
    volumes: async (query) => {
      await settled(query);
      const value = usable(query) ? filterVolumes(live.volumes.value, query.filters) : undefined;
      return value ? { value, age: live.age("volume") } : engine.volumes(query);
    },
    volume: async (reference, query = {}) => {
      await settled(query);
      const volume = usable(query) ? live.volumes.value.find(({ Name }) => Name === reference) : undefined;
      // Other drivers may add what only an inspect shows.
      if (volume?.Driver === "local") return { value: volume, age: live.age("volume") };
      return engine.volume(reference, query);
    },
    networks: async (query) => {
      const value = usable(query) ? filterNetworks(live.networks.value, query.filters) : undefined;
      return value ? { value, age: live.age("network") } : engine.networks(query);
    },
    network,
    changed: async (kind, id) => {
      // Whatever was kept may hang on what was changed: a container's end in a network, a tag in an image.
      networkInspects.clear();
      if (kind === "image") imageInspects.clear();
      await live.refresh(kind, id);
    },
    change: async (id, make) => {
      const change = live.live ? live.own.change(id, make) : engine.change(id, make);
      return change.finally(() => networkInspects.clear());
    },
    made: (id) => {
      networkInspects.clear();
      return live.live ? live.own.made(id) : engine.made(id);
    },
  };
}

/** Whether the inspect answer of a stopped container is to be renewed: the engine sends no event when networks are given to one. */
function isWorn(live: LiveState, id: string): boolean {
  const entry = live.containers.get(id)!;
  return !entry.inspect.State.Running && Date.now() - entry.askedAt > stoppedLifetime;
}

/** What memory last knew, marked as stale, when the engine can't be asked. */
async function orStale(
  ask: () => Promise<Reading<ContainerInspect>>,
  remembered: () => ContainerInspect | undefined,
  live: LiveState,
  kind: "container",
): Promise<Reading<ContainerInspect>> {
  try {
    return await ask();
  } catch (error) {
    const value = isLost(error) && !live.live && live.filled ? remembered() : undefined;
    if (!value) throw error;
    const age: Age = live.age(kind);
    return { value, age };
  }
}

function byPrefix(live: LiveState, prefix: string) {
  if (!/^[0-9a-f]{1,63}$/.test(prefix)) return undefined;
  const fitting = [...live.containers.ids()].filter((id) => id.startsWith(prefix));
  return fitting.length === 1 ? live.containers.get(fitting[0]!) : undefined;
}

/** The full id of the image that a full id, tag or digest means; prefixes are left to the engine. */
function findImage(live: LiveState, reference: string): string | undefined {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(reference))
    return reference.startsWith("sha256:") ? reference : `sha256:${reference}`;
  const familiar = parseImageReference(reference)?.familiar;
  if (familiar === undefined) return undefined;
  const image = live.images.value.find(
    ({ RepoTags, RepoDigests }) => RepoTags?.includes(familiar) || RepoDigests?.includes(familiar),
  );
  return image?.Id;
}
