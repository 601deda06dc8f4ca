import { Ahead, type StreamListener } from "./ahead.ts";
import { pageHeaders, pageProtocols } from "./page-key.ts";
import { askedOf, CallError, lost, type Problem } from "./problem.ts";

/** How a change can be taken back. */
export interface Receipt {
  readonly record: string;
  readonly undo: string;
  readonly undoable: boolean;
}

/** An answer in one piece. */
export interface Answer<T> {
  readonly value: T;
  readonly record?: string;
  readonly receipt?: Receipt;
  /** True when something has happened that the answer may lack. */
  readonly behind?: boolean;
}

/** What the policy says to a call. */
export interface Preview {
  readonly decision: { readonly effect: "allow" | "ask" | "deny"; readonly rule: string; readonly reason: string };
}

/** The same call in other ways: the words of Docker's own command, and the request. */
export interface CallWords {
  readonly docker?: readonly string[];
  readonly api: { readonly method: string; readonly path: string; readonly body?: string; readonly upload?: string };
}

/** Whether what is shown is up to date. */
export type Liveness = "connecting" | "live" | "lost" | "signed-out";

interface Waiting {
  readonly asked?: Problem["asked"];
  readonly items?: (items: readonly unknown[]) => void;
  readonly progress?: (progress: unknown) => void;
  readonly result: (message: { value: unknown; record?: string; receipt?: Receipt; behind?: boolean }) => void;
  readonly error: (error: Error) => void;
}

type Message =
  | { kind: "items"; id: number; items: unknown[] }
  | { kind: "progress"; id: number; progress: unknown }
  | { kind: "result"; id: number; value: unknown; record?: string; receipt?: Receipt; behind?: boolean }
  | { kind: "error"; id: number; problem: Problem }
  | { kind: "recorded" }
  | { kind: "alive"; time: string };

/** Milliseconds without a sign of life after which the connection counts as lost: the server sends one every five seconds. */
const silence = 12_000;

/** What is the server's own and not an engine's: nobody is inside a sandbox with that. */
const ofTheServer =
  /^(?:approval|audit|endpoint|freeze|policy|session|setting|store|template|token)\.|^sandbox\.(?!create$)/;

/** The tab's one connection: calls, previews and streams by number; it comes back by itself. */
export class PageSocket {
  #socket: WebSocket | undefined;
  #next = 1;
  #waiting = new Map<number, Waiting>();
  #queue: string[] = [];
  #listeners = new Set<() => void>();
  #recorded = new Set<() => void>();
  #ahead = new Ahead();
  #tries = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;
  liveness: Liveness = "connecting";
  /** The engine that every call means; nothing where there is only one. */
  endpoint: string | undefined;
  /** The one that is meant where none is named. */
  usual: string | undefined;
  /** When the last sign of life came. */
  seen = new Date();

  /** Told of every change of `liveness`; gives the way to stop that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Told when something was recorded that is more than a look; gives the way to stop that. */
  onRecorded = (told: () => void): (() => void) => {
    this.#recorded.add(told);
    return () => this.#recorded.delete(told);
  };

  #become(liveness: Liveness): void {
    if (this.liveness === liveness) return;
    this.liveness = liveness;
    for (const listener of this.#listeners) listener();
  }

  /** Asks for what a page will ask for as soon as it is there. */
  callAhead(operation: string, input: object): void {
    this.#ahead.call(operation, input, this.call(operation, input));
  }

  /** Begins a stream that a page will begin as soon as it is there. */
  streamAhead(operation: string, input: object): void {
    this.#ahead.stream(operation, input, (on) => this.stream(operation, input, on));
  }

  /** Connects, unless that is done already; it comes back by itself. */
  connect(): void {
    if (this.#socket !== undefined && this.#socket.readyState <= WebSocket.OPEN) return;
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ui/socket`;
    const socket = new WebSocket(address, pageProtocols());
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.#alive();
      for (const text of this.#queue.splice(0)) socket.send(text);
      this.#become("live");
    });
    socket.addEventListener("message", ({ data }) => {
      this.#alive();
      this.#receive(JSON.parse(String(data)) as Message);
    });
    socket.addEventListener("close", () => void this.#closed());
  }

  #alive(): void {
    this.seen = new Date();
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#socket?.close(), silence);
  }

  async #closed(): Promise<void> {
    clearTimeout(this.#watch);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.error(lost());
    this.#become("lost");
    const me = await fetch("/ui/me", { headers: pageHeaders() }).catch(() => undefined);
    if (me?.status === 401) {
      this.#become("signed-out");
      return;
    }
    setTimeout(() => this.connect(), Math.min(2000, 100 * 2 ** this.#tries++));
  }

  #receive(message: Message): void {
    if (message.kind === "alive") return;
    if (message.kind === "recorded") {
      for (const told of this.#recorded) told();
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.kind === "items") waiting.items?.(message.items);
    else if (message.kind === "progress") waiting.progress?.(message.progress);
    else {
      this.#waiting.delete(message.id);
      if (message.kind === "error")
        waiting.error(
          new CallError({ ...message.problem, ...(waiting.asked === undefined ? {} : { asked: waiting.asked }) }),
        );
      else waiting.result(message);
    }
  }

  #send(kind: "call" | "stream" | "preview" | "words", operation: string, input: object, waiting: Waiting): number {
    const id = this.#next++;
    this.#waiting.set(id, { ...waiting, asked: askedOf(operation, input) });
    // A sandbox holds none itself: they are made on an engine of the server.
    const elsewhere = operation === "sandbox.create" && this.endpoint?.startsWith("sandbox-") === true;
    const named = ofTheServer.test(operation) || elsewhere ? this.usual : this.endpoint;
    const meant = this.endpoint === undefined ? undefined : named;
    const endpoint = meant === undefined ? {} : { endpoint: meant };
    const text = JSON.stringify({ kind, id, operation, input, ...endpoint });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#queue.push(text);
    return id;
  }

  #end(id: number): void {
    this.#waiting.delete(id);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ kind: "end", id }));
  }

  /** One answer; rejects with a CallError. */
  call<T>(operation: string, input: object, progress?: (progress: unknown) => void): Promise<Answer<T>> {
    const begun = this.#ahead.takeCall(operation, input, this.endpoint);
    if (begun !== undefined) return begun as Promise<Answer<T>>;
    return new Promise((resolve, reject) => {
      this.#send("call", operation, input, {
        result: ({ value, record, receipt, behind }) =>
          resolve({
            value: value as T,
            ...(behind === undefined ? {} : { behind }),
            ...(record === undefined ? {} : { record }),
            ...(receipt === undefined ? {} : { receipt }),
          }),
        error: reject,
        ...(progress === undefined ? {} : { progress }),
      });
    });
  }

  /** What the policy would say to a call. */
  preview(operation: string, input: object): Promise<Preview> {
    return new Promise((resolve, reject) => {
      this.#send("preview", operation, input, { result: ({ value }) => resolve(value as Preview), error: reject });
    });
  }

  /** A stream that is also spoken to: `say` sends one line of its upload. */
  open(
    operation: string,
    input: object,
    on: { items: (items: readonly unknown[]) => void; end: (value: unknown, error?: Error) => void },
  ): { readonly say: (line: object) => void; readonly end: () => void } {
    const id = this.#send("stream", operation, input, {
      items: (items) => on.items(items),
      result: ({ value }) => on.end(value),
      error: (error) => on.end(undefined, error),
    });
    return {
      say: (line) => {
        if (this.#waiting.has(id) && this.#socket?.readyState === WebSocket.OPEN)
          this.#socket.send(JSON.stringify({ kind: "line", id, line }));
      },
      end: () => this.#end(id),
    };
  }

  /** The same call in other ways. */
  words(operation: string, input: object): Promise<CallWords> {
    return new Promise((resolve, reject) => {
      this.#send("words", operation, input, { result: ({ value }) => resolve(value as CallWords), error: reject });
    });
  }

  /** Items as they come, in batches; the answer ends it. */
  stream(operation: string, input: object, on: StreamListener): () => void {
    const begun = this.#ahead.takeStream(operation, input, this.endpoint);
    if (begun !== undefined) return begun(on);
    const id = this.#send("stream", operation, input, {
      items: (items) => on.items(items),
      result: () => on.end(),
      error: on.end,
    });
    return () => this.#end(id);
  }
}

/** The tab's connection. */
export const socket = new PageSocket();
