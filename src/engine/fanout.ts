/** Stands where items are missing because the reader was too slow. */
export class Missed {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
}

interface Reader<T> {
  queue: (T | Missed)[];
  weight: number;
  wake: () => void;
}

/**
 * Gives every item to many readers. A reader that is too slow loses the items that don't fit its queue, and is told how many; it never
 * holds up the others or fills the memory.
 */
export class Fanout<T> {
  readonly #limit: number;
  readonly #weigh: (item: T) => number;
  readonly #count: (item: T) => number;
  readonly #readers = new Set<Reader<T>>();
  #ended = false;
  #failure: Error | undefined;

  /** `limit` is what each reader's queue may weigh; `weigh` says what an item does, `count` how many it stands for: 1 when absent. */
  constructor(limit: number, weigh: (item: T) => number = () => 1, count: (item: T) => number = () => 1) {
    this.#limit = limit;
    this.#weigh = weigh;
    this.#count = count;
  }

  get readers(): number {
    return this.#readers.size;
  }

  push(item: T): void {
    const weight = this.#weigh(item);
    for (const reader of this.#readers) {
      if (reader.weight + weight > this.#limit && reader.queue.length > 0) {
        const last = reader.queue.at(-1);
        if (last instanceof Missed) reader.queue[reader.queue.length - 1] = new Missed(last.count + this.#count(item));
        else reader.queue.push(new Missed(this.#count(item)));
      } else {
        reader.queue.push(item);
        reader.weight += weight;
      }
      reader.wake();
    }
  }

  /** Ends all readers once they have read what waits; with an error that they throw then. */
  end(failure?: Error): void {
    this.#ended = true;
    this.#failure = failure;
    for (const { wake } of this.#readers) wake();
  }

  /** Items from now on, until the signal or the end. What is pushed after this call is seen even before the first is asked for. */
  read(signal: AbortSignal): AsyncGenerator<T | Missed, void, void> {
    const reader: Reader<T> = { queue: [], weight: 0, wake: () => {} };
    this.#readers.add(reader);
    const leave = () => {
      this.#readers.delete(reader);
      reader.wake();
    };
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    return this.#items(reader, signal, leave);
  }

  async *#items(reader: Reader<T>, signal: AbortSignal, leave: () => void): AsyncGenerator<T | Missed, void, void> {
    try {
      while (!signal.aborted) {
        const item = reader.queue.shift();
        if (item !== undefined) {
          if (!(item instanceof Missed)) reader.weight -= this.#weigh(item);
          yield item;
        } else if (this.#ended) {
          if (this.#failure !== undefined) throw this.#failure;
          return;
        } else await new Promise<void>((wake) => (reader.wake = wake));
      }
    } finally {
      signal.removeEventListener("abort", leave);
      leave();
    }
  }
}
