import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Readable, type Duplex } from "node:stream";
import { GnosisError } from "../kernel/errors.ts";
import type { EngineRequest } from "./client.ts";
import { unreachable, type EngineName } from "./failure.ts";
import type { Transport } from "./transport/transport.ts";

/** Milliseconds until the head of an answer must have come, where nothing else is said. */
export const defaultTimeout = 30_000;
/** Idle connections that are kept. */
const idleConnections = 16;

/** What an exchange ends in: an answer with a body, or a connection that was handed over. */
export interface Exchanged {
  readonly response: IncomingMessage;
  readonly upgraded?: { readonly socket: Duplex; readonly head: Buffer };
}

/** One way to an engine with its kept connections. */
export interface Line {
  readonly engine: EngineName;
  readonly transport: Transport;
  /** Keeps idle connections. */
  readonly agent: Agent;
  /** A new connection for every request. */
  readonly fresh: Agent;
}

/** Connections over a transport, kept while idle. */
export function openLine(engine: EngineName, transport: Transport): Line {
  class EngineAgent extends Agent {
    override createConnection(): Duplex {
      return transport.connect();
    }
  }
  const agent = new EngineAgent({ keepAlive: true, maxFreeSockets: idleConnections });
  return { engine, transport, agent, fresh: new EngineAgent() };
}

/** One request of the Engine API: its full path with the query, and whether the connection is asked for. */
export interface Outgoing extends Pick<EngineRequest, "body" | "headers" | "signal" | "timeout"> {
  readonly method: string;
  readonly path: string;
  readonly upgrade?: boolean;
}

/**
 * Sends one request and waits for the head of its answer. The signal stays connected to the body: aborting closes the connection,
 * which is how the engine learns of it. Throws ENGINE_UNREACHABLE, ENGINE_TIMEOUT, UPLOAD_BROKEN, or the signal's reason.
 */
export async function exchange(line: Line, outgoing: Outgoing): Promise<Exchanged> {
  outgoing.signal?.throwIfAborted();
  try {
    return await attempt(line, outgoing, line.agent);
  } catch (error) {
    // The engine may close a kept connection at the very moment we use it; what only reads is asked again on a new one.
    const again = error instanceof GnosisError && error.detail.cause instanceof StaleConnection;
    if (!again || (outgoing.method !== "GET" && outgoing.method !== "HEAD")) throw error;
    return attempt(line, outgoing, line.fresh);
  }
}

class StaleConnection extends Error {}

function attempt(line: Line, outgoing: Outgoing, agent: Agent): Promise<Exchanged> {
  const { method, path, signal, body, timeout = defaultTimeout } = outgoing;
  const upload = body instanceof Readable ? body : undefined;
  const bytes = upload || body === undefined ? undefined : toBytes(body);
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  let request: ClientRequest;
  let settled = false;
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => request.destroy(signal?.reason);
  const startTimer = () => {
    if (timeout === "none" || settled) return;
    timer = setTimeout(() => request.destroy(late(line.engine, method, path, timeout)), timeout);
  };
  const fail = (error: Error) => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    upload?.destroy();
    if (settled) return;
    settled = true;
    if (error instanceof GnosisError || (signal?.aborted && error === signal.reason)) return reject(error);
    const stale = request.reusedSocket && /ECONNRESET|EPIPE/.test((error as NodeJS.ErrnoException).code ?? "");
    const sent = request.socket !== null && !request.socket?.connecting;
    reject(unreachable(line.engine, line.transport, stale ? new StaleConnection(error.message) : error, sent));
  };
  const answered = (exchanged: Exchanged, stream: Duplex | IncomingMessage) => {
    clearTimeout(timer);
    if (settled) return;
    settled = true;
    signal?.removeEventListener("abort", onAbort);
    const end = () => stream.destroy(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
    // A body that nobody reads any more must not end the process when it fails.
    stream.on("error", () => {});
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
    stream.once("close", () => signal?.removeEventListener("abort", end));
    resolve(exchanged);
  };

  request = httpRequest({
    agent,
    method,
    path,
    host: "docker",
    headers: {
      host: line.transport.host,
      ...(bytes && { "content-type": "application/json", "content-length": String(bytes.length) }),
      ...(upload && { "content-type": "application/x-tar" }),
      ...(outgoing.upgrade && { connection: "Upgrade", upgrade: "tcp" }),
      ...outgoing.headers,
    },
  });
  request.on("error", fail);
  request.on("response", (response) => {
    // What was refused needn't be sent to its end; what is being answered (image load) may still be read.
    if (upload && response.statusCode! >= 400 && !request.writableFinished) {
      upload.unpipe(request).destroy();
      response.once("close", () => request.destroy());
    }
    answered({ response }, response);
  });
  request.on("upgrade", (response, socket, head) => answered({ response, upgraded: { socket, head } }, socket));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (upload) {
    request.once("finish", startTimer);
    sendUpload(upload, request);
  } else {
    startTimer();
    request.end(bytes);
  }
  return promise;
}

/** Pipes, and breaks the request off when the source breaks off. */
function sendUpload(upload: Readable, request: ClientRequest): void {
  let refused = false;
  request.once("unpipe", () => (refused = true));
  const broken = (cause?: Error) => {
    if (upload.readableEnded || refused || request.destroyed) return;
    // Who broke it off with words of its own is to be heard.
    const said = cause instanceof GnosisError ? cause : undefined;
    request.destroy(said ?? new GnosisError("UPLOAD_BROKEN", "What was being sent broke off.", { cause }));
  };
  upload.on("error", broken);
  upload.once("close", broken);
  // It may have broken off before it came to be sent: then it tells nobody any more.
  if (upload.destroyed) broken(upload.errored ?? undefined);
  else upload.pipe(request);
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
}

/** The error of a call that an engine did not answer in time. */
export const late = (engine: EngineName, method: string, path: string, timeout: number): GnosisError =>
  new GnosisError(
    "ENGINE_TIMEOUT",
    `The engine ${engine.name} did not answer ${method} ${path.split("?")[0]} within ${timeout} ms.`,
    method === "GET" || method === "HEAD"
      ? { next: "Nothing was changed: call again, and look at the engine's own log if that does not help." }
      : {},
  );
