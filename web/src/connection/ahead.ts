import type { Answer } from "./socket.ts";

/** Who hears of a stream. */
export interface StreamListener {
  readonly items: (items: readonly unknown[]) => void;
  readonly end: (error?: Error) => void;
}

/** Milliseconds for which something that was asked for ahead waits to be taken over. */
const patience = 10_000;

const keyOf = (operation: string, input: object): string => `${operation} ${JSON.stringify(input)}`;

/**
 * What was asked for before the page that needs it was there: whoever asks the same first takes it over. It is meant for the usual engine
 * alone, since nobody has chosen another by then.
 */
export class Ahead {
  #calls = new Map<string, Promise<Answer<unknown>>>();
  #streams = new Map<string, (on: StreamListener) => () => void>();

  call(operation: string, input: object, answer: Promise<Answer<unknown>>): void {
    const key = keyOf(operation, input);
    this.#calls.set(key, answer);
    const forget = (): void => {
      if (this.#calls.get(key) === answer) this.#calls.delete(key);
    };
    setTimeout(forget, patience);
    // What failed before it was taken over, as with a connection that broke, is asked for anew.
    answer.catch(forget);
  }

  /** `begin` begins the stream; what comes before it is taken over is kept. */
  stream(operation: string, input: object, begin: (on: StreamListener) => () => void): void {
    const key = keyOf(operation, input);
    const kept: unknown[] = [];
    let listener: StreamListener | undefined;
    const stop = begin({
      items: (items) => (listener === undefined ? kept.push(...items) : listener.items(items)),
      end: (error) => (listener === undefined ? this.#streams.delete(key) : listener.end(error)),
    });
    this.#streams.set(key, (on) => {
      listener = on;
      if (kept.length > 0) on.items(kept);
      return stop;
    });
    setTimeout(() => {
      if (listener === undefined && this.#streams.delete(key)) stop();
    }, patience);
  }

  takeCall(operation: string, input: object, endpoint: string | undefined): Promise<Answer<unknown>> | undefined {
    if (this.#calls.size === 0) return undefined;
    const key = keyOf(operation, input);
    const found = this.#calls.get(key);
    this.#calls.delete(key);
    return endpoint === undefined ? found : undefined;
  }

  /** The way to take a stream over, which gives the way to stop it. */
  takeStream(
    operation: string,
    input: object,
    endpoint: string | undefined,
  ): ((on: StreamListener) => () => void) | undefined {
    const key = keyOf(operation, input);
    const found = endpoint === undefined ? this.#streams.get(key) : undefined;
    if (found !== undefined) this.#streams.delete(key);
    return found;
  }
}
