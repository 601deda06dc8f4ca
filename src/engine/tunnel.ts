import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import type { EngineTunnel } from "./client.ts";
import type { Exchanged } from "./exchange.ts";

const streamTypes = /^application\/vnd\.docker\.(raw|multiplexed)-stream/;

/** The connection that an answer handed over: after 101, or after 200 with a stream's content type; nothing when it didn't. */
export function tunnelOf({ response, upgraded }: Exchanged): EngineTunnel | undefined {
  const contentType = response.headers["content-type"] ?? "";
  const about = { contentType, status: response.statusCode!, headers: response.headers };
  if (upgraded) {
    // What came in the same packet as the head belongs to the stream.
    if (upgraded.head.length) upgraded.socket.unshift(upgraded.head);
    return { socket: upgraded.socket, ...about };
  }
  if (response.statusCode !== 200 || !streamTypes.test(contentType)) return undefined;
  return { socket: new UnupgradedTunnel(response), ...about };
}

/** Engines that ignore `Upgrade` answer 200 and then use the connection all the same: its body in, the bare socket out. */
class UnupgradedTunnel extends Duplex {
  readonly #response: IncomingMessage;

  constructor(response: IncomingMessage) {
    super({ allowHalfOpen: true });
    this.#response = response;
    response.on("data", (data: Buffer) => {
      if (!this.push(data)) response.pause();
    });
    response.pause();
    response.on("end", () => this.push(null));
    response.on("error", (error) => this.destroy(error));
    response.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#response.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#response.socket.write(data, done);
  }

  override _final(done: () => void): void {
    this.#response.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#response.destroy();
    done(error);
  }
}
