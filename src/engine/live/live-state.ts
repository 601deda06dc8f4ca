import { setTimeout as delay } from "node:timers/promises";
import { parseImageReference } from "../../kernel/image-reference.ts";
import type { EngineClient } from "../client.ts";
import type { EngineEvent, ImageSummary, NetworkInspect, VolumeInspect } from "../model.ts";
import type { Age, TargetKindName } from "../reader.ts";
import { containerEffect } from "./container-events.ts";
import { ContainerStore } from "./container-store.ts";
import { ContainerTracker } from "./container-tracker.ts";
import { followEvents } from "./event-stream.ts";
import { Listed } from "./listed.ts";
import { OwnChanges } from "./own-changes.ts";

/**
 * Milliseconds between comparisons of the containers' list with the engine's, against what no event tells of (a network given to a
 * stopped container), and how many times longer than the asking itself the pause is at least: one percent of the engine's time.
 */
const comparisonInterval = 2_000;
const comparisonShare = 100;
/** Milliseconds between the same comparisons of images, volumes and networks. */
const listInterval = 30_000;
/** Milliseconds until everything is listed again after a question failed although the event stream stands. */
const retryDelay = 1_000;
/** A difference to the engine's clock that is only the way there and back, milliseconds. */
const clockTolerance = 250;

/** How the live state stands. */
export interface LiveStatus {
  readonly live: boolean;
  /** Since when it is so. */
  readonly since: Date;
  /** Why not, in words for a person. */
  readonly reason?: string;
  readonly containers: number;
  readonly inspects: number;
  readonly events: number;
  readonly resyncs: number;
}

/** Who wants to hear of the engine's events. */
export interface LiveListener {
  readonly event?: (event: EngineEvent) => void;
  /** The stream is up again; `missed` when events between may have been lost. */
  readonly up?: () => void;
  readonly down?: (error: unknown) => void;
}

/**
 * The engine's containers, images, volumes and networks in memory: listed, then kept by its event stream, as a Kubernetes informer does.
 * After a gap everything is listed again.
 */
export class LiveState {
  readonly client: EngineClient;
  readonly containers = new ContainerStore();
  readonly tracker: ContainerTracker;
  /** What is done to containers through this server. */
  readonly own: OwnChanges;
  readonly images: Listed<ImageSummary>;
  readonly allImages: Listed<ImageSummary>;
  readonly volumes: Listed<VolumeInspect>;
  readonly networks: Listed<NetworkInspect>;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<LiveListener>();
  #live = false;
  #streaming = false;
  #filled = false;
  #since = Date.now();
  #reason: string | undefined = "it has not been filled yet";
  #clockOffset = 0;
  #lastEvent: EngineEvent | undefined;
  #events = 0;
  #resyncs = 0;
  #generation = 0;

  /** Unix seconds from which the first stream starts, instead of now. */
  resumeFrom: number | undefined;

  constructor(client: EngineClient) {
    this.client = client;
    const { signal } = this.#stop;
    const failed = (error: unknown) => this.#lost(error, true);
    this.tracker = new ContainerTracker({
      client,
      store: this.containers,
      now: () => this.engineNow(),
      signal,
      failed,
    });
    const list = <T>(path: string, query = {}) => client.json<T>("GET", path, { query, signal });
    this.images = new Listed(() => list<ImageSummary[]>("/images/json"), signal, failed);
    this.allImages = new Listed(() => list<ImageSummary[]>("/images/json", { all: true }), signal, failed);
    this.volumes = new Listed(
      async () => (await list<{ Volumes: VolumeInspect[] | null }>("/volumes")).Volumes ?? [],
      signal,
      failed,
    );
    this.networks = new Listed(() => list<NetworkInspect[]>("/networks"), signal, failed);
    this.own = new OwnChanges(this.tracker, this.containers, this.volumes);
  }

  /** Begins to follow the engine; returns at once. */
  start(): void {
    const listener = {
      up: () => {
        this.#streaming = true;
        void this.#resync();
      },
      event: (event: EngineEvent) => this.#take(event),
      down: (error: unknown) => {
        this.#streaming = false;
        this.#lost(error, false);
      },
    };
    void followEvents(this.client, () => this.#startingPoint(), listener, this.#stop.signal);
    void this.#compare(comparisonInterval, () => this.tracker.compare());
    void this.#compare(listInterval, () =>
      Promise.all([this.refreshImages(), this.volumes.refresh(), this.networks.refresh()]),
    );
  }

  stop(): void {
    this.#stop.abort();
    this.#live = false;
  }

  /** True when memory is kept by the event stream. */
  get live(): boolean {
    return this.#live;
  }

  /** True when memory has been filled once, however long ago. */
  get filled(): boolean {
    return this.#filled;
  }

  /** The engine's clock, milliseconds since 1970. */
  engineNow(): number {
    return Date.now() + this.#clockOffset;
  }

  /** The age of what memory says of one kind of object. */
  age(kind: TargetKindName): Age {
    if (!this.#live) return { asOf: new Date(this.#since), source: "memory", stale: true };
    const kept = { container: this.tracker, image: this.allImages, volume: this.volumes, network: this.networks }[kind];
    return { asOf: new Date(kept.oldestDirty ?? Date.now()), source: "memory", stale: false };
  }

  status(): LiveStatus {
    return {
      live: this.#live,
      since: new Date(this.#since),
      ...(this.#reason !== undefined && { reason: this.#reason }),
      containers: this.containers.size,
      inspects: this.tracker.inspects,
      events: this.#events,
      resyncs: this.#resyncs,
    };
  }

  /** Hears of events until the answer is called. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives an event to all who listen. */
  tell(event: EngineEvent): void {
    for (const { event: hear } of this.#listeners) hear?.(event);
  }

  /** Asks for one object now, with what hangs on it: when it resolves, memory shows the change. */
  async refresh(kind: TargetKindName, id: string): Promise<void> {
    if (!this.#live) return;
    switch (kind) {
      case "container": {
        const known = this.containers.get(id) !== undefined;
        await this.tracker.refresh([id]);
        // A container that came or went may have brought or taken volumes and networks' ends with it.
        if (!known || this.containers.get(id) === undefined) await this.volumes.refresh();
        return;
      }
      case "image":
        await this.refreshImages();
        // Lists show a container's image by name as long as that name means this image.
        await this.tracker.refresh(this.#containersOf({ ID: id, Attributes: {} }));
        return;
      case "volume":
        return this.volumes.refresh();
      case "network":
        return this.networks.refresh();
    }
  }

  /** Lists images anew, and containers' image names that depend on tags. */
  async refreshImages(): Promise<void> {
    await Promise.all([this.images.refresh(), this.allImages.refresh()]);
  }

  async #startingPoint(): Promise<string> {
    const asked = Date.now();
    const { SystemTime } = await this.client.json<{ SystemTime?: string }>("GET", "/info", {
      signal: this.#stop.signal,
      timeout: 10_000,
    });
    const offset = SystemTime ? Date.parse(SystemTime) - (asked + Date.now()) / 2 : 0;
    this.#clockOffset = Math.abs(offset) > clockTolerance ? offset : 0;
    const last = this.#lastEvent === undefined ? this.resumeFrom : Math.floor(this.#lastEvent.timeNano / 1e9);
    const from = last ?? (asked + this.#clockOffset) / 1000;
    return from.toFixed(3);
  }

  async #resync(): Promise<void> {
    if (!this.#streaming || this.#stop.signal.aborted) return;
    const generation = ++this.#generation;
    this.#resyncs++;
    try {
      this.tracker.reset();
      await Promise.all([this.tracker.fill(), this.refreshImages(), this.volumes.refresh(), this.networks.refresh()]);
      if (generation !== this.#generation || this.#stop.signal.aborted) return;
      this.#live = true;
      this.#filled = true;
      this.#since = Date.now();
      this.#reason = undefined;
      for (const { up } of this.#listeners) up?.();
    } catch (error) {
      if (generation === this.#generation) this.#lost(error, true);
    }
  }

  /** Reads no longer trust memory; `again` lists anew although the stream itself still stands. */
  #lost(error: unknown, again: boolean): void {
    if (this.#stop.signal.aborted) return;
    if (this.#live) this.#since = Date.now();
    this.#live = false;
    this.#generation++;
    this.#reason = error instanceof Error ? error.message : String(error);
    for (const { down } of this.#listeners) down?.(error);
    if (again) void this.#resyncLater();
  }

  async #resyncLater(): Promise<void> {
    await delay(retryDelay, undefined, { signal: this.#stop.signal, ref: false }).catch(() => {});
    await this.#resync();
  }

  #take(event: EngineEvent): void {
    this.#events++;
    this.#lastEvent = event;
    this.tell(event);
    const effect = containerEffect(event);
    if (event.Type === "container" && event.Action === "create") this.tracker.created(event.Actor.ID);
    else if (effect?.kind === "changed") this.tracker.mark(effect.id);
    if (effect?.kind === "gone") this.tracker.gone(effect.id);
    if (effect?.kind === "inspect") {
      const entry = this.containers.get(effect.id);
      if (entry) entry.inspectIsCurrent = false;
    }
    switch (event.Type) {
      case "image":
        this.images.mark();
        this.allImages.mark();
        for (const id of this.#containersOf(event.Actor)) this.tracker.mark(id);
        break;
      case "volume":
        if (event.Action !== "mount" && event.Action !== "unmount") this.volumes.mark();
        break;
      case "network":
        this.networks.mark();
        break;
      case "container":
        // Nothing else tells of the image that a commit makes.
        if (event.Action === "commit") for (const list of [this.images, this.allImages]) list.mark();
    }
  }

  /** Ids of the containers whose image's name may be shown otherwise after something happened to an image. */
  #containersOf({ ID, Attributes }: EngineEvent["Actor"]): string[] {
    const name = Attributes["name"];
    const named = (image: string) => [name, ID].includes(parseImageReference(image)?.familiar ?? image);
    return this.containers
      .sorted()
      .filter(({ inspect, summary }) => inspect.Image === ID || named(inspect.Config.Image) || summary.Image === name)
      .map(({ inspect }) => inspect.Id);
  }

  /** Repeats `ask` while memory is live, with pauses that grow with what the asking takes. */
  async #compare(interval: number, ask: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#stop;
    for (let took = 0; !signal.aborted;) {
      const pause = Math.max(interval, took * comparisonShare);
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
      if (!this.#live || signal.aborted) continue;
      const began = performance.now();
      await ask().catch((error: unknown) => this.#lost(error, true));
      took = performance.now() - began;
    }
  }
}
