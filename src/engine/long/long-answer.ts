import { Readable } from "node:stream";
import type { Transport } from "../transport/transport.ts";
import { Dechunker } from "./dechunk.ts";
import { streamSource, unixSource, type Source, type Take } from "./source.ts";

/** The longest head of an answer, bytes. */
const longestHead = 65_536;
/** A piece below this many bytes shows that the engine writes little at a time. */
const small = 4_096;
/** Such pieces until it is believed: short answers are not kept waiting. */
const patience = 16;
/** Milliseconds of rest after such a piece: what is written meanwhile is read at once, instead of waking for every line. */
const rest = 1;
/** Bytes of a body that may wait to be read. */
const queued = 262_144;

/** What the head of an answer says. */
interface AnswerHead {
  readonly lines: readonly string[];
  readonly framing: "chunked" | "length" | "close";
  /** Bytes of the body where the framing is `length`. */
  readonly length: number;
}

/**
 * The answer to one GET, over a connection of its own, read in pieces as large as what has come meanwhile. Node's own HTTP client wakes
 * for every chunk, and engines send a chunk for every line of a log.
 */
export class LongAnswer {
  readonly #source: Source;
  #head: AnswerHead = { lines: [], framing: "close", length: 0 };
  #take: Take = (part) => this.#early(part);
  #waiting: Buffer[] = [];
  #looked = (): void => {};
  #wanted = true;
  #resting = false;
  #smalls = 0;

  private constructor(transport: Transport) {
    const take = (part: Buffer): boolean => this.#took(part);
    this.#source =
      transport.path === undefined ? streamSource(transport.connect(), take) : unixSource(transport.path, take);
    this.#source.socket.on("error", () => {});
  }

  /**
   * Sends the request and waits for the head; nothing when there is no answer with status 200: asked again in the ordinary way, the
   * engine says why. Throws the signal's reason.
   */
  static async open(transport: Transport, path: string, signal?: AbortSignal): Promise<LongAnswer | undefined> {
    signal?.throwIfAborted();
    const answer = new LongAnswer(transport);
    const end = (): void => answer.destroy();
    signal?.addEventListener("abort", end, { once: true });
    const head = await answer.#ask(path, transport.host);
    signal?.removeEventListener("abort", end);
    signal?.throwIfAborted();
    if (head === undefined) answer.destroy();
    else answer.#head = head;
    return head === undefined ? undefined : answer;
  }

  /** The status line and the headers, without those of one connection. */
  get head(): readonly string[] {
    return this.#head.lines;
  }

  #ask(path: string, host: string): Promise<AnswerHead | undefined> {
    const { promise, resolve } = Promise.withResolvers<AnswerHead | undefined>();
    this.#source.socket.once("close", () => resolve(undefined));
    this.#looked = () => {
      const read = Buffer.concat(this.#waiting);
      const end = read.indexOf("\r\n\r\n");
      if (end < 0) {
        if (read.length > longestHead) resolve(undefined);
        return;
      }
      // What comes before somebody takes it waits in the engine.
      this.#take = (part) => {
        this.#waiting.push(Buffer.from(part));
        return false;
      };
      this.#waiting = read.length === end + 4 ? [] : [Buffer.from(read.subarray(end + 4))];
      resolve(headOf(read.toString("latin1", 0, end)));
    };
    this.#source.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return promise;
  }

  /** Gives everything after the head, framing included; then `end` once, with whether the engine closed in the ordinary way. */
  flow(take: Take, end: (whole: boolean) => void): void {
    const { socket } = this.#source;
    let ended = false;
    const once = (whole: boolean): void => {
      if (ended) return;
      ended = true;
      end(whole);
    };
    socket.once("end", () => once(true));
    socket.once("close", () => once(socket.readableEnded));
    this.#take = take;
    for (const part of this.#waiting.splice(0)) this.#wanted = take(part);
    if (socket.readableEnded || socket.destroyed) once(socket.readableEnded);
    else if (this.#wanted) this.resume();
  }

  /** Reads on after `take` gave false. */
  resume(): void {
    this.#wanted = true;
    if (!this.#resting) this.#source.resume();
  }

  destroy(): void {
    this.#source.socket.destroy();
  }

  /** The body without its framing. */
  body(signal?: AbortSignal): Readable {
    const head = this.#head;
    const dechunk = head.framing === "chunked" ? new Dechunker() : undefined;
    let left = head.framing === "length" ? head.length : Number.POSITIVE_INFINITY;
    const complete = (): boolean => (dechunk ? dechunk.done : left <= 0 || head.framing === "close");
    const body = new Readable({
      highWaterMark: queued,
      read: () => this.resume(),
      destroy: (error, done) => {
        signal?.removeEventListener("abort", abort);
        this.destroy();
        done(error);
      },
    });
    const abort = (): void => void body.destroy(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
    // A body that nobody reads any more must not end the process when it fails.
    body.on("error", () => {});
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    const take: Take = (part) => {
      try {
        const data = dechunk ? dechunk.take(part) : Buffer.from(part.subarray(0, left));
        left -= data.length;
        const more = data.length === 0 || body.push(data);
        if (!dechunk?.done && left > 0) return more;
        body.push(null);
      } catch (error) {
        body.destroy(error as Error);
      }
      return false;
    };
    if (left === 0) body.push(null);
    else
      this.flow(take, (whole) => {
        if (body.readableEnded || body.destroyed) return;
        if (whole && complete()) body.push(null);
        else body.destroy(new Error("the answer ended in its middle"));
      });
    return body;
  }

  #early(part: Buffer): boolean {
    this.#waiting.push(Buffer.from(part));
    this.#looked();
    return true;
  }

  #took(part: Buffer): boolean {
    this.#wanted = this.#take(part);
    if (part.length >= small || this.#smalls++ < patience) return this.#wanted;
    this.#resting = true;
    setTimeout(() => {
      this.#resting = false;
      if (this.#wanted) this.#source.resume();
    }, rest);
    return false;
  }
}

function headOf(text: string): AnswerHead | undefined {
  const [status = "", ...headers] = text.split("\r\n");
  if (!/^HTTP\/1\.[01] 200 /.test(status)) return undefined;
  const valueOf = (name: string): string | undefined =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim()
      .toLowerCase();
  const [coding, length] = [valueOf("transfer-encoding"), valueOf("content-length")];
  if (coding !== undefined && coding !== "chunked") return undefined;
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return undefined;
  const lines = [status, ...headers.filter((line) => !/^(connection|keep-alive|date):/i.test(line))];
  if (coding !== undefined) return { lines, framing: "chunked", length: 0 };
  return length === undefined
    ? { lines, framing: "close", length: 0 }
    : { lines, framing: "length", length: Number(length) };
}
