import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { CommandError, failureOf } from "./failure.ts";
import { splitLines } from "./split-lines.ts";

/** How to reach the server. */
export interface ServerAddress {
  readonly url: string;
  readonly token?: string;
  /** The program's version, for the record. */
  readonly version: string;
  /** Groups the calls of one run in the record. */
  readonly session: string;
}

/** One request to the server. */
export interface ServerRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly json?: unknown;
  readonly upload?: { readonly bytes: Readable; readonly contentType: string };
  readonly accept: string;
  readonly signal: AbortSignal;
}

/** The server as the command line talks to it. Failures are CommandErrors with the server's own code. */
export interface Server {
  readonly url: string;
  /** The head of the answer, its body unread. */
  readonly open: (request: ServerRequest) => Promise<IncomingMessage>;
  readonly json: (request: Omit<ServerRequest, "accept">) => Promise<unknown>;
  /** The lines of a stream; `result` is what it ended with. */
  readonly lines: (request: Omit<ServerRequest, "accept">) => AsyncGenerator<unknown, unknown, void>;
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unreachable(url: string, reason: string): CommandError {
  return new CommandError({
    code: "SERVER_UNREACHABLE",
    message: `No Gnosis Docker server answers at ${url}: ${reason}.`,
    next: "Start one with 'gnosis-docker serve', or set GNOSIS_DOCKER_URL to where it runs.",
  });
}

/** Connects to a server by HTTP or HTTPS. */
export function connectServer(address: ServerAddress): Server {
  const base = new URL(address.url);
  const send = base.protocol === "https:" ? httpsRequest : httpRequest;

  const open = async (request: ServerRequest): Promise<IncomingMessage> => {
    const body = request.json === undefined ? undefined : JSON.stringify(request.json);
    const headers: Record<string, string> = {
      accept: request.accept,
      "user-agent": `gnosis-docker/${address.version}`,
      "x-gnosis-surface": "cli",
      "x-gnosis-session": address.session,
      ...(address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }),
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
      ...(request.upload === undefined ? {} : { "content-type": request.upload.contentType }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = new URL(base.pathname.replace(/\/$/, "") + request.path, base);
      const outgoing = send(url, { method: request.method, headers, signal: request.signal }, resolve);
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        if (request.signal.aborted) reject(error);
        else reject(unreachable(address.url, error.code ?? error.message));
      });
      if (request.upload === undefined) {
        outgoing.end(body);
        return;
      }
      const { bytes } = request.upload;
      bytes.on("error", (error) => {
        outgoing.destroy();
        reject(error);
      });
      bytes.pipe(outgoing);
      outgoing.on("close", () => bytes.destroy());
    });
    const status = response.statusCode ?? 0;
    // A call that waits for a person's approval is answered with 202 and a problem document.
    if (status < 400 && response.headers["content-type"] !== "application/problem+json") return response;
    const problem = record(parse(await readAll(response)));
    if (problem === undefined)
      throw new CommandError({
        code: `HTTP_${status}`,
        message: `${address.url} answered ${status} and not as a Gnosis Docker server does.`,
        next: "Check GNOSIS_DOCKER_URL.",
      });
    throw new CommandError(failureOf(problem));
  };

  return {
    url: address.url,
    open,
    async json(request) {
      const text = await readAll(await open({ ...request, accept: "application/json" }));
      const value = parse(text);
      if (value === undefined)
        throw new CommandError({
          code: "HTTP_200",
          message: `${address.url} answered with something that is no JSON.`,
          next: "Check GNOSIS_DOCKER_URL.",
        });
      return value;
    },
    async *lines(request) {
      const response = await open({ ...request, accept: "application/x-ndjson" });
      const broken = new CommandError({
        code: "SERVER_UNREACHABLE",
        message: "The server broke the stream off.",
        next: "Look at the server's log, and call again.",
      });
      try {
        for await (const line of splitLines(response)) {
          if (line === "") continue;
          const value = parse(line);
          const only = record(value);
          if (only !== undefined && Object.keys(only).length === 1) {
            const problem = record(only["error"]);
            if (problem?.["code"] !== undefined) throw new CommandError(failureOf(problem));
            if ("result" in only) return only["result"];
          }
          yield value;
        }
      } catch (error) {
        throw error instanceof CommandError || request.signal.aborted ? error : broken;
      } finally {
        response.destroy();
      }
      throw broken;
    },
  };
}
