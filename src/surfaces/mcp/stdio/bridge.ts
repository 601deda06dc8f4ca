import type { Readable, Writable } from "node:stream";
import { setTimeout as after } from "node:timers/promises";
import { Exchange, type Destination } from "./exchange.ts";
import { failure, isRequest, messageHeaders, ownRevision, type Message } from "./message.ts";

/** What a bridge connects. */
export interface BridgeEnds {
  readonly input: Readable;
  readonly output: Writable;
  readonly to: Destination;
  /** Ends the bridge. */
  readonly signal: AbortSignal;
}

/** Milliseconds until the stream of the server's own messages is asked for again after it broke. */
const againAfter = 1_000;

/**
 * Carries MCP between a client's pipe and a server's `/mcp`, in both eras of the protocol, until the input ends. It understands only
 * what it must: ids, sessions, cancellation. A server that was started anew is greeted again, so that the client need not notice.
 */
export async function bridge(ends: BridgeEnds): Promise<void> {
  const carrier = new Carrier(ends);
  let rest = "";
  ends.input.setEncoding("utf8");
  for await (const chunk of ends.input as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") carrier.take(line);
    if (ends.signal.aborted) break;
  }
  await carrier.end();
}

class Carrier {
  readonly #ends: BridgeEnds;
  readonly #exchange: Exchange;
  readonly #stop = new AbortController();
  readonly #running = new Map<string | number, AbortController>();
  /** The old era's handshake, kept to repeat it. */
  #greeting: string | undefined;
  #session: string | undefined;
  #revision: string | undefined;
  /** Messages of the old era wait for the handshake's answer. */
  #ready: Promise<void> = Promise.resolve();
  #renewing: Promise<void> | undefined;
  readonly #open = new Set<Promise<void>>();

  constructor(ends: BridgeEnds) {
    this.#ends = ends;
    this.#exchange = new Exchange(ends.to);
    ends.signal.addEventListener("abort", () => this.#stop.abort(), { once: true });
  }

  /** Takes one line of the client. */
  take(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      this.#write({ jsonrpc: "2.0", id: null, error: { code: -32700, message: "Parse error" } });
      return;
    }
    const work = this.#carry(line, message).finally(() => this.#open.delete(work));
    this.#open.add(work);
  }

  /** Lets what was asked be answered for a moment, then ends everything. */
  async end(): Promise<void> {
    await Promise.race([Promise.all(this.#open), after(2_000, undefined, { ref: false })]);
    this.#stop.abort();
    await Promise.allSettled(this.#open);
    this.#exchange.close();
  }

  async #carry(line: string, message: Message): Promise<void> {
    if (
      ownRevision(message) !== undefined ||
      (message.method === "notifications/cancelled" && this.#greeting === undefined)
    ) {
      return this.#carryModern(line, message);
    }
    if (message.method === "initialize") {
      this.#greeting = line;
      this.#session = undefined;
      const greeted = this.#request(line, message);
      this.#ready = greeted.catch(() => undefined);
      return greeted;
    }
    await this.#ready;
    if (message.method === "notifications/cancelled") this.#running.get(cancelled(message) ?? "")?.abort();
    await this.#request(line, message);
    if (message.method === "notifications/initialized" && this.#session !== undefined) void this.#listen(this.#session);
  }

  /** In the new era a request is cancelled by closing its stream. */
  async #carryModern(line: string, message: Message): Promise<void> {
    if (message.method === "notifications/cancelled") {
      this.#running.get(cancelled(message) ?? "")?.abort();
      return;
    }
    await this.#request(line, message);
  }

  async #request(line: string, message: Message, retry = true): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stop.signal]);
    if (isRequest(message)) this.#running.set(message.id, stop);
    try {
      const session = this.#session;
      const { status, session: given, messages } = await this.#exchange.send(line, this.#headers(message), signal);
      if (status === 404 && session !== undefined && retry) {
        await readOver(messages);
        await this.#renew(session);
        return await this.#request(line, message, false);
      }
      if (given !== undefined) this.#session = given;
      await this.#pass(messages, message, status);
    } catch (thrown) {
      if (signal.aborted || !isRequest(message)) return;
      this.#write(failure(message.id, this.#unreachable(thrown)));
    } finally {
      if (isRequest(message)) this.#running.delete(message.id);
    }
  }

  /** Hands the answer's messages on; an answer that is no message becomes one. */
  async #pass(messages: AsyncGenerator<string, void, void>, message: Message, status: number): Promise<void> {
    let answered = false;
    for await (const text of messages) {
      const one = parse(text);
      if (one?.jsonrpc !== "2.0") {
        if (isRequest(message)) this.#write(failure(message.id, problemText(text, status)));
        answered = true;
        continue;
      }
      if (message.method === "initialize" && one.result !== undefined) {
        this.#revision = String(one.result["protocolVersion"] ?? "");
      }
      answered ||= one.id === message.id;
      // An error about a request that the server could not read carries no id; the client waits for its own.
      this.#write(one.id === null && one.error !== undefined && isRequest(message) ? { ...one, id: message.id } : text);
    }
    if (!answered && isRequest(message) && status >= 400)
      this.#write(failure(message.id, `The server answered ${status}.`));
  }

  #headers(message: Message): Record<string, string> {
    if (ownRevision(message) !== undefined) return messageHeaders(message);
    if (message.method === "initialize") return {};
    return {
      ...(this.#session === undefined ? {} : { "mcp-session-id": this.#session }),
      ...(this.#revision === undefined ? {} : { "mcp-protocol-version": this.#revision }),
    };
  }

  /** Greets a server that has forgotten the session; only once for all who wait. */
  #renew(old: string): Promise<void> {
    if (this.#session !== old) return Promise.resolve();
    this.#renewing ??= this.#greetAgain().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #greetAgain(): Promise<void> {
    const { session, messages } = await this.#exchange.send(this.#greeting, {}, this.#stop.signal);
    await readOver(messages);
    this.#session = session;
    const initialized = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });
    const { messages: none } = await this.#exchange.send(initialized, this.#headers({}), this.#stop.signal);
    await readOver(none);
    if (session !== undefined) void this.#listen(session);
  }

  /** The server's own messages of a session: questions and notices. */
  async #listen(session: string): Promise<void> {
    while (!this.#stop.signal.aborted && this.#session === session) {
      try {
        const { status, messages } = await this.#exchange.send(undefined, this.#headers({}), this.#stop.signal);
        for await (const text of messages) if (status === 200) this.#write(text);
        if (status === 404 || status === 405) return;
      } catch {
        // The server went away; the next request says so, and this goes on when it is back.
      }
      await after(againAfter, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
    }
  }

  #unreachable(thrown: unknown): string {
    const code = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
    return `SERVER_UNREACHABLE: no Gnosis Docker server answers at ${this.#ends.to.url.origin} (${code}). Start one with 'gnosis-docker serve', or set GNOSIS_DOCKER_URL.`;
  }

  #write(message: Message | string): void {
    // Line breaks are legal between JSON's tokens, but end a message here.
    const text = typeof message === "string" ? message.replace(/[\r\n]+/g, " ") : JSON.stringify(message);
    this.#ends.output.write(`${text}\n`);
  }
}

/** Reads an answer that nobody needs, so that its connection is free again. */
async function readOver(messages: AsyncGenerator<string, void, void>): Promise<void> {
  while ((await messages.next()).done !== true);
}

function cancelled(message: Message): string | number | undefined {
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

function parse(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}

/** A problem document (a refused token, for instance) as one sentence. */
function problemText(text: string, status: number): string {
  const problem = parse(text) as { code?: unknown; detail?: unknown; next?: unknown } | undefined;
  if (typeof problem?.code !== "string") return `The server answered ${status}.`;
  return `${problem.code}: ${String(problem.detail ?? "")} ${String(problem.next ?? "")}`.trim();
}
