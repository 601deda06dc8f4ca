import { createHash } from "node:crypto";
import { text as readText } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineClient } from "../client.ts";
import { encodeFilters } from "../filters.ts";
import type { ContainerInspect, ContainerSummary } from "../model.ts";
import { isNotFound } from "../not-found.ts";
import { enginePath } from "../path.ts";
import type { ContainerStore } from "./container-store.ts";
import { eachOf } from "./each-of.ts";

/** Milliseconds that a burst of events is collected before its containers are inspected. */
const burst = 20;
/** Containers in one round of questions, and inspects at once. */
const roundSize = 100;
const atOnce = 4;
/** Milliseconds until a container whose list entry and inspect answer disagreed is looked at again; doubled each time. */
const firstRecheck = 50;
const rechecks = 7;
/** Milliseconds between looks at containers that may change without an event: those in a restart loop. */
const patrolInterval = 1_000;
/** Containers that one patrol looks at. */
const patrolSize = 50;
/** Containers of our own making whose event is waited for. */
const mostExpected = 1_000;
/** Milliseconds that memory may be behind with a container because a change of ours to it is still being made. */
const mostHeldBack = 500;

/** What the tracker needs to know and tells. */
export interface TrackerOptions {
  readonly client: EngineClient;
  readonly store: ContainerStore;
  /** The engine's clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** A round failed: the state can't be trusted until the next full list. */
  readonly failed: (error: unknown) => void;
}

/** Keeps the containers in memory as the engine has them: collects what may have changed, and asks for it in bounded rounds. */
export class ContainerTracker {
  readonly #options: TrackerOptions;
  readonly #dirty = new Map<string, number>();
  /** Those of the round under way. */
  #asking: ReadonlyMap<string, number> = new Map();
  readonly #tries = new Map<string, number>();
  /** Containers of our own making whose `create` event has not come yet. */
  readonly #expected = new Set<string>();
  /** Containers that we are changing just now, and how many changes are being made to each. */
  readonly #changing = new Map<string, number>();
  #running = false;
  #fetches = 0;
  /** What the last comparison saw, and what memory was then. */
  #compared = { digest: "", version: -1 };
  /** How often a container was inspected, since the start. */
  inspects = 0;

  constructor(options: TrackerOptions) {
    this.#options = options;
    void this.#patrol();
  }

  /** The moment (our clock) since which something is known to have changed that is not in memory yet. */
  get oldestDirty(): number | undefined {
    const [asking] = this.#asking.values();
    const [dirty] = this.#dirty.values();
    return asking ?? dirty;
  }

  /** Whether memory may be behind the engine with this container. */
  isPending(id: string): boolean {
    return this.#dirty.has(id) || this.#asking.has(id);
  }

  /** Something about the container may have changed. */
  mark(id: string): void {
    if (!this.#dirty.has(id)) {
      this.#dirty.set(id, Date.now());
      if (this.#changing.has(id)) setTimeout(() => this.#askAbout(id), mostHeldBack).unref();
    }
    this.#begin();
  }

  /**
   * A change of ours to the container begins. What events tell of it is not asked for one by one while the engine still works at it, but
   * when the answer is called, at most half a second late.
   */
  changing(id: string): () => void {
    this.#changing.set(id, (this.#changing.get(id) ?? 0) + 1);
    return () => {
      const others = (this.#changing.get(id) ?? 1) - 1;
      if (others > 0) this.#changing.set(id, others);
      else this.#askAbout(id);
    };
  }

  /** What events have told of the container so far needs no asking: it is asked for anyway. */
  forget(id: string): void {
    this.#dirty.delete(id);
  }

  /** Whatever is known of the container no longer waits for a change of ours. */
  #askAbout(id: string): void {
    this.#changing.delete(id);
    this.#begin();
  }

  #begin(): void {
    if (this.#running || this.#due().length === 0) return;
    this.#running = true;
    void this.#run();
  }

  /** What is to be asked for now. */
  #due(): [id: string, since: number][] {
    const marked = [...this.#dirty];
    return this.#changing.size === 0 ? marked : marked.filter(([id]) => !this.#changing.has(id));
  }

  /** A create of ours was answered: its event is older than whatever is asked from now on, so that nothing must be asked because of it. */
  made(id: string): void {
    if (this.#dirty.delete(id) || this.#asking.has(id)) return;
    this.#expected.add(id);
    if (this.#expected.size > mostExpected) this.#expected.delete(this.#expected.keys().next().value!);
  }

  /** The event of a create came. */
  created(id: string): void {
    if (!this.#expected.delete(id)) this.mark(id);
  }

  /** The container is no more: answers that are under way don't bring it back. */
  gone(id: string): void {
    this.#expected.delete(id);
    this.#options.store.remove(id, this.#fetches);
  }

  /** Asks for these containers now: when it resolves, memory is at least as new as the call. `seen` has each inspect answer as it comes. */
  async refresh(
    ids: readonly string[],
    signal: AbortSignal = this.#options.signal,
    seen?: (inspect: ContainerInspect) => void,
  ): Promise<void> {
    const { client, store, now } = this.#options;
    const fetch = ++this.#fetches;
    const inspected = new Map<string, ContainerInspect>();
    await eachOf(ids, atOnce, async (id) => {
      try {
        this.inspects++;
        const inspect = await client.json<ContainerInspect>("GET", enginePath`/containers/${id}/json`, { signal });
        inspected.set(inspect.Id, inspect);
        seen?.(inspect);
      } catch (error) {
        if (!isNotFound(error, "container")) throw error;
        store.remove(id, fetch);
      }
    });
    if (inspected.size === 0) return;
    // Inspecting takes the container's lock, so the list asked for after it shows the same state or a newer one.
    const filters = encodeFilters({ id: [...inspected.keys()] });
    const query = { all: true, filters };
    const summaries = await client.json<ContainerSummary[]>("GET", "/containers/json", { query, signal });
    for (const summary of summaries) {
      const inspect = inspected.get(summary.Id);
      if (inspect) this.#settle(summary.Id, store.put(inspect, summary, now(), fetch));
    }
  }

  /** Lists everything, forgets what is gone, and inspects it all. */
  async fill(): Promise<void> {
    const asked = this.#fetches;
    await this.#reconcile(JSON.parse(await this.#listText()) as ContainerSummary[], asked, true);
  }

  /** Compares with the engine's list, and inspects what is new or says something else than memory. */
  async compare(): Promise<void> {
    const { store } = this.#options;
    const asked = this.#fetches;
    const text = await this.#listText();
    // Texts apart from the status are mostly the same as last time: then nothing needs to be taken apart.
    const digest = createHash("sha1")
      .update(text.replaceAll(/"Status":"[^"]*"/g, ""))
      .digest("base64");
    const same = digest === this.#compared.digest && store.version === this.#compared.version;
    if (!same) await this.#reconcile(JSON.parse(text) as ContainerSummary[], asked, false);
    this.#compared = { digest, version: store.version };
  }

  async #listText(): Promise<string> {
    const { client, signal } = this.#options;
    const { body } = await client.open("GET", "/containers/json", { query: { all: true }, signal });
    return readText(body);
  }

  /** `asked` is the number of the last fetch before the list was asked for: what later ones brought is newer than the list. */
  async #reconcile(listed: readonly ContainerSummary[], asked: number, everything: boolean): Promise<void> {
    const { store } = this.#options;
    const ids = new Set(listed.map(({ Id }) => Id));
    for (const id of store.ids()) {
      if (!ids.has(id) && store.get(id)!.fetch <= asked) this.gone(id);
    }
    const wanted = listed.filter((summary) => everything || differs(store.get(summary.Id)?.summary, summary));
    for (let at = 0; at < wanted.length; at += roundSize) {
      await this.refresh(wanted.slice(at, at + roundSize).map(({ Id }) => Id));
    }
  }

  /** Looks again at what doesn't fit together, in growing pauses: the engine changes its list a little after it says so. */
  #settle(id: string, put: "put" | "old" | "differs"): void {
    const tried = this.#tries.get(id) ?? 0;
    if (put !== "differs") this.#tries.delete(id);
    else if (tried < rechecks) {
      this.#tries.set(id, tried + 1);
      setTimeout(() => this.mark(id), firstRecheck * 2 ** tried).unref();
    }
  }

  async #run(): Promise<void> {
    const { signal, failed } = this.#options;
    try {
      while (this.#due().length > 0 && !signal.aborted) {
        await delay(burst, undefined, { signal });
        // Taken out before asking, so that an event during the round marks it anew.
        this.#asking = new Map(this.#due().slice(0, roundSize));
        for (const id of this.#asking.keys()) this.#dirty.delete(id);
        await this.refresh([...this.#asking.keys()]);
        this.#asking = new Map();
      }
    } catch (error) {
      if (!signal.aborted) failed(error);
    } finally {
      this.#asking = new Map();
      this.#running = false;
    }
  }

  /** Forgets what was to be asked: a full list follows. */
  reset(): void {
    this.#dirty.clear();
    this.#tries.clear();
  }

  /** The engine's own restart policy restarts containers without an event for every step. */
  async #patrol(): Promise<void> {
    const { store, signal } = this.#options;
    while (!signal.aborted) {
      await delay(patrolInterval, undefined, { signal, ref: false }).catch(() => {});
      let looked = 0;
      for (const { inspect } of store.sorted()) {
        const { State } = inspect;
        const unsettled = State.Restarting || State.Status === "removing" || State.Dead;
        if (unsettled && looked++ < patrolSize) this.mark(inspect.Id);
      }
    }
  }
}

/** Whether a list entry says something else than memory; its status text and the order of ports and mounts say nothing. */
function differs(known: ContainerSummary | undefined, listed: ContainerSummary): boolean {
  return known === undefined || fingerprint(known) !== fingerprint(listed);
}

function fingerprint(summary: ContainerSummary): string {
  const texts = (list: readonly unknown[] | null | undefined) =>
    (list ?? []).map((one) => JSON.stringify(one)).toSorted();
  return JSON.stringify({ ...summary, Status: "", Ports: texts(summary.Ports), Mounts: texts(summary.Mounts) });
}
