import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { engineSocket } from "./engine-socket.ts";

/** An answer of the engine with a status of 400 or more. */
export class EngineCallError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What may be said of a raw call beside method and path. */
export interface RawCall {
  /** A value that is sent as JSON, or bytes or a stream that are sent as a tar archive. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly socketPath?: string;
  readonly signal?: AbortSignal;
}

/** Sends one request to the engine past the product, so that tests don't lean on what they test. */
export function rawCall(method: string, path: string, call: RawCall = {}): Promise<IncomingMessage> {
  const { body } = call;
  const raw = body instanceof Uint8Array || body instanceof Readable;
  const type = body === undefined ? {} : { "content-type": raw ? "application/x-tar" : "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath: call.socketPath ?? engineSocket(),
      method,
      path,
      // A new connection each time: nothing is left open at the end of a test file.
      agent: false,
      headers: { host: "docker", ...type, ...call.headers },
      ...(call.signal && { signal: call.signal }),
    });
    sent.once("error", reject).once("response", resolve);
    if (body instanceof Readable) body.once("error", (error) => sent.destroy(error)).pipe(sent);
    else sent.end(body === undefined || raw ? body : JSON.stringify(body));
  });
}

/** Reads a whole body. */
export async function bytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** Sends one request and gives the parsed JSON answer (text where it is not JSON, undefined where it is empty). */
export async function engine<T = any>(method: string, path: string, body?: unknown, call: RawCall = {}): Promise<T> {
  const response = await rawCall(method, path, body === undefined ? call : { ...call, body });
  const text = (await bytes(response)).toString();
  const status = response.statusCode ?? 0;
  if (status >= 400) throw new EngineCallError(status, `${method} ${path}: ${status} ${text.trim()}`);
  if (text === "") return undefined as T;
  return (response.headers["content-type"] ?? "").includes("json") && !text.includes("}\r\n{")
    ? (JSON.parse(text) as T)
    : (text as T);
}
