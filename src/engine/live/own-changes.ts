import type { ContainerInspect, VolumeInspect } from "../model.ts";
import { isNotFound, notFound } from "../not-found.ts";
import type { ContainerStore } from "./container-store.ts";
import type { ContainerTracker } from "./container-tracker.ts";
import type { Listed } from "./listed.ts";

/**
 * What is done to containers through this server, while memory is kept by the event stream: the engine is asked at once, and whoever did it
 * is answered before memory has taken everything in.
 */
export class OwnChanges {
  readonly #tracker: ContainerTracker;
  readonly #containers: ContainerStore;
  readonly #volumes: Listed<VolumeInspect>;
  readonly #unsettled = new Set<Promise<void>>();

  constructor(tracker: ContainerTracker, containers: ContainerStore, volumes: Listed<VolumeInspect>) {
    this.#tracker = tracker;
    this.#containers = containers;
    this.#volumes = volumes;
  }

  /**
   * A container that has just been made by us: gives the engine's own view of it as soon as that is there. Memory takes it in, with the
   * volumes that came with it; until then `unsettled` says that it hasn't.
   */
  async made(id: string): Promise<ContainerInspect> {
    this.#tracker.made(id);
    const { seen, taken } = this.#takeIn(id);
    this.#settle(Promise.all([taken, this.#takeInBrought(seen)]));
    return seen;
  }

  /**
   * Makes a change of ours to a container, and gives the engine's own view of it afterwards as soon as that is there, or nothing when the
   * container is gone. Memory takes it in as after `made`.
   */
  async change(id: string, make: () => Promise<unknown>): Promise<ContainerInspect | undefined> {
    const made = this.#tracker.changing(id);
    try {
      await make();
      this.#tracker.forget(id);
    } finally {
      made();
    }
    const { seen, taken } = this.#takeIn(id);
    // One that goes may take its volumes with it.
    this.#settle(taken.then(() => (this.#containers.get(id) === undefined ? this.#volumes.refresh() : undefined)));
    return seen.catch((error: unknown) => {
      if (!isNotFound(error, "container")) throw error;
      return undefined;
    });
  }

  /** Asks for a container: `seen` is the engine's view of it, CONTAINER_NOT_FOUND when it has none; with `taken` memory has it. */
  #takeIn(id: string): { readonly seen: Promise<ContainerInspect>; readonly taken: Promise<void> } {
    const { promise, resolve, reject } = Promise.withResolvers<ContainerInspect>();
    const taken = this.#tracker.refresh([id], undefined, resolve);
    taken.then(
      () => reject(notFound("container", id, [])),
      (error: unknown) => {
        this.#tracker.mark(id);
        reject(error);
      },
    );
    return { seen: promise, taken };
  }

  /** What comes with a container: its volumes, and names for those that it is linked to. */
  async #takeInBrought(container: Promise<ContainerInspect>): Promise<void> {
    const { Mounts, HostConfig } = await container;
    if (Mounts?.some(({ Type }) => Type === "volume") === true) await this.#volumes.refresh();
    const linked = this.#linked(HostConfig["Links"] as readonly string[] | null | undefined);
    if (linked.length > 0) await this.#tracker.refresh(linked);
  }

  /** Containers that a new one is linked to: they are listed under the names that links give them, and no event tells of it. */
  #linked(links: readonly string[] | null | undefined): string[] {
    return (links ?? []).flatMap((link) => {
      const entry = this.#containers.byName(link.split(":", 1)[0]?.replace(/^\//, "") ?? "");
      return entry === undefined ? [] : [entry.inspect.Id];
    });
  }

  /** Resolves when memory has taken in what we have made; nothing when it has. */
  get unsettled(): Promise<unknown> | undefined {
    return this.#unsettled.size === 0 ? undefined : Promise.all(this.#unsettled);
  }

  #settle(work: Promise<unknown>): void {
    // Events tell of what was made even when asking for it failed.
    const settled = work.then(
      () => void this.#unsettled.delete(settled),
      () => void this.#unsettled.delete(settled),
    );
    this.#unsettled.add(settled);
  }
}
