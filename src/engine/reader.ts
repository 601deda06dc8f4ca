import type {
  ContainerInspect,
  ContainerSummary,
  ImageInspect,
  ImageSummary,
  NetworkInspect,
  VolumeInspect,
} from "./model.ts";

/** The kinds of object that are read; the catalogue's target kinds. */
export type TargetKindName = "container" | "image" | "volume" | "network";

/** How old an answer is and where it comes from. */
export interface Age {
  /** The moment that the answer describes. */
  readonly asOf: Date;
  /** `memory`: the live state; `engine`: asked just now. */
  readonly source: "memory" | "engine";
  /** True when the event stream is down, so that the engine may have moved on since `asOf`. */
  readonly stale: boolean;
}

export interface Reading<T> {
  readonly value: T;
  readonly age: Age;
}

/** Filters as the Engine API has them: every value of a key may match, every key must. */
export type Filters = Readonly<Record<string, readonly string[]>>;

export interface ListQuery {
  readonly filters?: Filters;
  /** Asks the engine even where the live state could answer. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

export interface OneQuery {
  readonly fresh?: boolean;
  /** Takes what memory has even where only the engine knows the last detail (health probes' log, running execs): for lists. */
  readonly remembered?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads of one engine: from the live state where that can answer exactly what the engine would, else from the engine. Answers have
 * the engine's own form. References may be names, full ids or unambiguous prefixes; what isn't there is thrown as CONTAINER_NOT_FOUND
 * and its like, with the closest names.
 */
export interface EngineReader {
  readonly containers: (
    query: ListQuery & { readonly all?: boolean; readonly limit?: number; readonly size?: boolean },
  ) => Promise<Reading<readonly ContainerSummary[]>>;
  /** The list's entry of the container with that full id or name, where memory has it; nothing says nothing. With `lastKnown` as memory knew it last. */
  readonly listed: (idOrName: string, lastKnown?: boolean) => Promise<ContainerSummary | undefined>;
  readonly container: (
    reference: string,
    query?: OneQuery & { readonly size?: boolean },
  ) => Promise<Reading<ContainerInspect>>;
  readonly images: (query: ListQuery & { readonly all?: boolean }) => Promise<Reading<readonly ImageSummary[]>>;
  readonly image: (reference: string, query?: OneQuery) => Promise<Reading<ImageInspect>>;
  readonly volumes: (query: ListQuery) => Promise<Reading<readonly VolumeInspect[]>>;
  readonly volume: (reference: string, query?: OneQuery) => Promise<Reading<VolumeInspect>>;
  readonly networks: (query: ListQuery) => Promise<Reading<readonly NetworkInspect[]>>;
  readonly network: (reference: string, query?: OneQuery) => Promise<Reading<NetworkInspect>>;
  /** Called after a change of ours: the next reads show it (read your writes). */
  readonly changed: (kind: TargetKindName, id: string) => Promise<void>;
  /**
   * Makes a change of ours to one container: the next reads show it (read your writes). Gives the engine's own view of the container
   * afterwards, nothing when it is gone.
   */
  readonly change: (containerId: string, make: () => Promise<unknown>) => Promise<ContainerInspect | undefined>;
  /** Called after a create of ours: the engine's own view of that container, asked now. The next reads show the container. */
  readonly made: (containerId: string) => Promise<ContainerInspect>;
}
