import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two lists that events ask for: a burst costs one. */
const burst = 100;
/** Milliseconds after which a list that events asked for is asked for once more: some are sent before the thing has happened. */
const confirm = 500;

/** A kind of object of which the engine has few enough to list them all whenever one changes. */
export class Listed<T> {
  readonly #list: (signal: AbortSignal) => Promise<readonly T[]>;
  readonly #signal: AbortSignal;
  readonly #failed: (error: unknown) => void;
  #value: readonly T[] = [];
  #text = "[]";
  #next: Promise<void> | undefined;
  #dirtySince: number | undefined;
  #waiting = false;
  #asked = 0;
  #applied = 0;
  /** When an event last said that something changed, milliseconds since 1970. */
  lastEvent = 0;

  constructor(
    list: (signal: AbortSignal) => Promise<readonly T[]>,
    signal: AbortSignal,
    failed: (error: unknown) => void,
  ) {
    this.#list = list;
    this.#signal = signal;
    this.#failed = failed;
  }

  /** The same array as long as nothing has changed. */
  get value(): readonly T[] {
    return this.#value;
  }

  get oldestDirty(): number | undefined {
    return this.#dirtySince;
  }

  /** Asks now: when it resolves, memory is at least as new as the call. Calls that come before the asking began share it. */
  refresh(): Promise<void> {
    this.#next ??= (async () => {
      // Let those of this turn join; whoever comes later needs a question of their own.
      await Promise.resolve();
      this.#next = undefined;
      const asked = ++this.#asked;
      const value = await this.#list(this.#signal);
      // Answers may overtake each other; a later question's is never older.
      if (asked < this.#applied) return;
      this.#applied = asked;
      const text = JSON.stringify(value);
      if (text !== this.#text) {
        this.#value = value;
        this.#text = text;
      }
    })();
    return this.#next;
  }

  /** An event says that something changed. */
  mark(): void {
    this.lastEvent = Date.now();
    this.#dirtySince ??= Date.now();
    if (this.#waiting) return;
    this.#waiting = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      await delay(burst, undefined, { signal: this.#signal });
      this.#waiting = false;
      this.#dirtySince = undefined;
      await this.refresh();
      if (Date.now() - this.lastEvent > confirm * 2) return;
      await delay(confirm, undefined, { signal: this.#signal, ref: false });
      await this.refresh();
    } catch (error) {
      this.#waiting = false;
      if (!this.#signal.aborted) this.#failed(error);
    }
  }
}
