import { GnosisError } from "../kernel/errors.ts";
import type { EngineClient, EngineRequest } from "./client.ts";
import { encodeFilters } from "./filters.ts";
import type { ContainerInspect, ContainerSummary, ImageSummary, NetworkInspect, VolumeInspect } from "./model.ts";
import { ambiguous, isNotFound, notFound } from "./not-found.ts";
import { enginePath, ImagePath } from "./path.ts";
import type { EngineReader, ListQuery, OneQuery, Reading, TargetKindName } from "./reader.ts";

const several = /multiple IDs found|is ambiguous|more than one|matches found/i;

/** Reads that ask the engine every time. */
export function createEngineReader(client: EngineClient): EngineReader {
  const get = async <T>(path: string, query: EngineRequest["query"], signal?: AbortSignal): Promise<Reading<T>> => {
    const asOf = new Date();
    const value = await client.json<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) });
    return { value, age: { asOf, source: "engine", stale: false } };
  };
  const one = async <T>(
    kind: TargetKindName,
    reference: string,
    path: string,
    { signal, size }: OneQuery & { readonly size?: boolean },
  ): Promise<Reading<T>> => {
    try {
      return await get<T>(path, size ? { size: true } : undefined, signal);
    } catch (error) {
      if (error instanceof GnosisError && several.test(error.message)) throw ambiguous(kind, reference);
      if (isNotFound(error, kind)) throw notFound(kind, reference, await names[kind](signal));
      throw error;
    }
  };

  const inspect = (id: string) => client.json<ContainerInspect>("GET", enginePath`/containers/${id}/json`);

  const reader: EngineReader = {
    containers: ({ all, limit, size, filters, signal }) =>
      get("/containers/json", { all, limit, size, filters: encodeFilters(filters) }, signal),
    container: async (reference, query = {}) => {
      const name = bare(reference);
      return one("container", name, enginePath`/containers/${name}/json`, query);
    },
    images: ({ all, filters, signal }) => get("/images/json", { all, filters: encodeFilters(filters) }, signal),
    image: async (reference, query = {}) =>
      one("image", reference, enginePath`/images/${new ImagePath(reference)}/json`, query),
    volumes: async ({ filters, signal }) => {
      const query = { filters: encodeFilters(filters) };
      const { value, age } = await get<{ Volumes: readonly VolumeInspect[] | null }>("/volumes", query, signal);
      return { value: value.Volumes ?? [], age };
    },
    listed: () => Promise.resolve(undefined),
    volume: async (reference, query = {}) => one("volume", reference, enginePath`/volumes/${reference}`, query),
    networks: ({ filters, signal }) => get("/networks", { filters: encodeFilters(filters) }, signal),
    network: async (reference, query = {}) => one("network", reference, enginePath`/networks/${reference}`, query),
    changed: async () => {},
    change: async (id, make) => {
      await make();
      return inspect(id).catch((error: unknown) => {
        if (!isNotFound(error, "container")) throw error;
        return undefined;
      });
    },
    made: inspect,
  };
  const names = namesOf(reader);
  return reader;
}

/** Names of what exists, for the error that says what may have been meant. */
function namesOf(reader: EngineReader): Record<TargetKindName, (signal?: AbortSignal) => Promise<string[]>> {
  const list = async <T>(
    read: (query: ListQuery) => Promise<Reading<readonly T[]>>,
    name: (item: T) => string[],
    signal?: AbortSignal,
  ) => (await read(signal ? { signal } : {})).value.flatMap(name);
  return {
    container: (signal) => list((query) => reader.containers({ ...query, all: true }), containerNames, signal),
    image: (signal) => list<ImageSummary>(reader.images, (image) => [...(image.RepoTags ?? [])], signal),
    volume: (signal) => list<VolumeInspect>(reader.volumes, (volume) => [volume.Name], signal),
    network: (signal) => list<NetworkInspect>(reader.networks, (network) => [network.Name], signal),
  };
}

/** The names of a container without slash; links' names (`/a/b`) left out. */
export const containerNames = ({ Names }: ContainerSummary): string[] =>
  (Names ?? []).map((name) => name.slice(1)).filter((name) => !name.includes("/"));

/** The engine writes container names with a slash before them, and takes them so as well. */
export const bare = (reference: string): string => (reference.startsWith("/") ? reference.slice(1) : reference);
