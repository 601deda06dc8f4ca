import type { ContainerInspect, ContainerSummary } from "../model.ts";
import { containerEntry, type ContainerEntry } from "./container-entry.ts";

/** Ids of removed containers that are remembered, so that an answer under way can't bring one back. */
const rememberedRemovals = 10_000;

/** What came of putting a fetched container in. */
export type Put = "put" | "old" | "differs";

/** The containers of one engine in memory. */
export class ContainerStore {
  readonly #entries = new Map<string, ContainerEntry>();
  readonly #byName = new Map<string, string>();
  /** Number of the last fetch before each removal. */
  readonly #removed = new Map<string, number>();
  #sorted: readonly ContainerEntry[] | undefined;
  readonly #listeners = new Set<(inspect: ContainerInspect) => void>();
  /** Grows with every change, so that answers can be kept until something changes. */
  version = 0;

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): ContainerEntry | undefined {
    return this.#entries.get(id);
  }

  byName(name: string): ContainerEntry | undefined {
    const id = this.#byName.get(name);
    return id === undefined ? undefined : this.#entries.get(id);
  }

  /** Newest first, as the engine lists them. */
  sorted(): readonly ContainerEntry[] {
    this.#sorted ??= [...this.#entries.values()].toSorted((a, b) => Number(b.created - a.created));
    return this.#sorted;
  }

  ids(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** Takes in what fetch number `fetch` brought at `now` of the engine's clock; `differs` when its parts don't fit each other yet. */
  put(inspect: ContainerInspect, summary: ContainerSummary, now: number, fetch: number): Put {
    const before = this.#entries.get(inspect.Id);
    if (fetch <= (this.#removed.get(inspect.Id) ?? -1) || (before && before.fetch > fetch)) return "old";
    const entry = containerEntry(inspect, summary, now, fetch);
    if (before) this.#unname(before);
    this.#entries.set(inspect.Id, entry);
    this.#byName.set(nameOf(entry), inspect.Id);
    this.#changed();
    for (const listener of this.#listeners) listener(inspect);
    return entry.exact ? "put" : "differs";
  }

  /** Hears of every container that is taken in, new or changed, until the answer is called. */
  listen(listener: (inspect: ContainerInspect) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a container out; what fetches up to number `fetch` bring of it is old. */
  remove(id: string, fetch: number): void {
    this.#removed.delete(id);
    this.#removed.set(id, fetch);
    if (this.#removed.size > rememberedRemovals) this.#removed.delete(this.#removed.keys().next().value!);
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#unname(entry);
    this.#changed();
  }

  /** Another one may have the name by now. */
  #unname(entry: ContainerEntry): void {
    if (this.#byName.get(nameOf(entry)) === entry.inspect.Id) this.#byName.delete(nameOf(entry));
  }

  #changed(): void {
    this.version++;
    this.#sorted = undefined;
  }
}

const nameOf = (entry: ContainerEntry): string => entry.inspect.Name.replace(/^\//, "");
