import { connect, type Socket } from "node:net";
import type { Permit } from "../../guard/guard.ts";
import { admitTurn } from "./admit-turn.ts";
import { engineQuery, enginePath } from "./engine-path.ts";
import { sendOrFinish } from "./finish.ts";
import { passOn, send, type Sending } from "./relay.ts";
import { takeOver } from "./take-over.ts";
import type { Turn } from "./turn.ts";

/** Bytes that are read at a time, into one buffer for the whole answer: a new one for each read costs more than the copying. */
const bufferSize = 262_144;
/** The longest head of an answer, bytes. */
const longestHead = 65_536;

/** Answers that are nothing but bytes, and many of them: archives, images, logs. */
export async function passBytes(turn: Turn): Promise<void> {
  await passBytesOf(turn, await admitTurn(turn), engineQuery(turn));
}

/** The same for what has been admitted, with the query that is sent. */
export async function passBytesOf(turn: Turn, permit: Permit, query: NonNullable<Sending["query"]>): Promise<void> {
  const { engine } = turn.socket.parts;
  const { method } = turn.request;
  if (engine.endpoint.kind === "unix" && method === "GET" && (await splice(turn, permit, query))) return;
  const answer = await sendOrFinish(permit, () => send(turn, permit, { query }));
  await passOn(turn, permit, answer);
}

/**
 * Joins the client with a connection of its own to the engine as soon as that answers with 200; the answer's framing goes through as it
 * is. Gives false when the engine answers otherwise: the request only reads, so that it can be sent once more.
 */
async function splice(turn: Turn, permit: Permit, sent: NonNullable<Sending["query"]>): Promise<boolean> {
  const { engine } = turn.socket.parts;
  const version = turn.version ?? (await engine.apiVersion(turn.signal));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(sent))
    for (const one of typeof value === "string" ? [value] : value) query.append(key, one);
  const target = `/v${version}${enginePath(turn, permit.targets)}?${query.toString()}`;
  const upstream = new Upstream(engine.endpoint.address.replace(/^unix:\/\//, ""));
  upstream.socket.write(`GET ${target} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  const gone = (): void => void upstream.socket.destroy();
  turn.signal.addEventListener("abort", gone, { once: true });
  const answer = await upstream.head();
  turn.signal.removeEventListener("abort", gone);
  if (answer === undefined || turn.signal.aborted) {
    upstream.socket.destroy();
    return false;
  }
  const client = takeOver(turn.request, turn.response);
  client.write(answer.head);
  upstream.flowInto(client, answer.rest);
  await new Promise<void>((resolve) => {
    client.once("close", () => {
      upstream.socket.destroy();
      resolve();
    });
  });
  const ids = permit.targets.map(({ id }) => id);
  permit.finish({ ok: true, bytes: upstream.bytes, ...(ids.length === 0 ? {} : { ids }) });
  return true;
}

/** A connection whose reads all land in one buffer. */
class Upstream {
  readonly socket: Socket;
  /** Bytes that have been passed on. */
  bytes = 0;
  #take: (part: Buffer) => boolean;
  #early: Buffer[] = [];

  constructor(path: string) {
    this.#take = (part) => this.#keep(part);
    this.socket = connect({
      path,
      onread: {
        buffer: Buffer.allocUnsafeSlow(bufferSize),
        callback: (count, buffer) => this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, count)),
      },
    });
    this.socket.on("error", () => {});
  }

  #looked: () => void = () => {};

  #keep(part: Buffer): boolean {
    this.#early.push(Buffer.from(part));
    this.#looked();
    return true;
  }

  /** The head of an answer with status 200 as the client gets it, and what came with it; nothing for any other answer. */
  head(): Promise<{ readonly head: string; readonly rest: Buffer } | undefined> {
    return new Promise((resolve) => {
      this.socket.once("close", () => resolve(undefined));
      this.#looked = () => {
        const read = Buffer.concat(this.#early);
        const end = read.indexOf("\r\n\r\n");
        if (end < 0) {
          if (read.length > longestHead) resolve(undefined);
          return;
        }
        // Whatever comes until the client is joined waits in the engine.
        this.#take = (part) => {
          this.#early.push(Buffer.from(part));
          return false;
        };
        this.#early = [];
        const [status = "", ...lines] = read.subarray(0, end).toString("latin1").split("\r\n");
        if (!status.startsWith("HTTP/1.1 200 ")) return resolve(undefined);
        const kept = lines.filter((line) => !/^(connection|keep-alive|date):/i.test(line));
        const head = `${[status, ...kept, "Connection: close"].join("\r\n")}\r\n\r\n`;
        resolve({ head, rest: Buffer.from(read.subarray(end + 4)) });
      };
    });
  }

  /** Passes everything on, and reads no more than the client takes. */
  flowInto(client: Socket, rest: Buffer): void {
    const put = (part: Buffer): boolean => {
      this.bytes += part.length;
      // The buffer is read into again only when the client has all of it.
      client.write(part, () => {
        if (client.writableLength === 0) this.socket.resume();
      });
      return client.writableLength === 0;
    };
    this.#take = put;
    if (rest.length > 0) put(rest);
    for (const part of this.#early.splice(0)) put(part);
    // Nothing more is expected of the client, but its going away must be seen.
    client.resume();
    client.once("end", () => client.destroy());
    this.socket.once("end", () => client.end());
    this.socket.once("close", () => {
      if (!client.writableEnded) client.destroy();
    });
    this.socket.resume();
  }
}
