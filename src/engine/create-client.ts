import { GnosisError } from "../kernel/errors.ts";
import { negotiate } from "./api-version.ts";
import type { EngineClient, EngineRequest, EngineResponse } from "./client.ts";
import { endpointAddress, type Endpoint } from "./endpoint/endpoint.ts";
import { defaultTimeout, exchange, late, openLine, type Exchanged } from "./exchange.ts";
import { brokenOff, nonsense, refusal } from "./failure.ts";
import { LongAnswer } from "./long/long-answer.ts";
import { ndjson } from "./ndjson.ts";
import { checkPath } from "./path.ts";
import {
  answerInAll,
  answerOfPodman,
  eventOfPodman,
  isPodman,
  ofAskedType,
  queryForPodman,
  questionsForPodman,
} from "./podman.ts";
import { openTransport } from "./transport/open-transport.ts";
import { tunnelOf } from "./tunnel.ts";

/** The largest answer that is read in one piece, bytes: a list of many thousand containers. */
const largestAnswer = 256 * 1024 * 1024;
/** The most of a refusal that is read, bytes. */
const largestRefusal = 64 * 1024;

/** How often a list is asked for that fails because something in it has gone. */
const listAttempts = 5;

/** A client of one engine; nothing is connected before the first call. */
export function createEngineClient(endpoint: Endpoint): EngineClient {
  const about = { name: endpoint.name, kind: endpoint.kind, address: endpointAddress(endpoint) };
  const line = openLine(about, openTransport(endpoint));
  let version: Promise<string> | undefined;
  let known: string | undefined;
  /** What the engine calls itself, and whether that is Podman: known from the first answer on. */
  let server: unknown;
  let podman = false;

  const ask = async (): Promise<string> => {
    const { response } = await exchange(line, { method: "GET", path: "/_ping", timeout: 10_000 });
    // Read to its end, so that the connection is free for the call that waits.
    await readAll(response, largestRefusal);
    podman = isPodman(response.headers);
    server = response.headers["server"];
    const offered = response.headers["api-version"];
    if (response.statusCode! < 400 && typeof offered === "string") return negotiate(offered);
    const { response: full } = await exchange(line, { method: "GET", path: "/version", timeout: 10_000 });
    const body = await readAll(full, largestRefusal);
    if (full.statusCode! >= 400) throw refusal(full.statusCode!, "/version", body.toString());
    return negotiate((parseJson(body) as { ApiVersion?: string }).ApiVersion ?? "");
  };
  const apiVersion = async (signal?: AbortSignal): Promise<string> => {
    if (endpoint.apiVersion) return endpoint.apiVersion;
    signal?.throwIfAborted();
    if (known !== undefined) return known;
    // Shared by all who wait, so that one of them going away doesn't fail the others.
    version ??= ask().then(
      (found) => (known = found),
      (error: unknown) => {
        version = undefined;
        throw error;
      },
    );
    return signal ? raceAbort(version, signal) : version;
  };

  /** The first call to an engine also asks for its version: both together may take what the call may. */
  const inTime = async (asked: Promise<string>, method: string, path: string, timeout: EngineRequest["timeout"]) => {
    if (typeof timeout !== "number") return asked;
    const over = Promise.withResolvers<never>();
    const timer = setTimeout(() => over.reject(late(about, method, path, timeout)), timeout);
    return Promise.race([asked, over.promise]).finally(() => clearTimeout(timer));
  };
  /** The path as it is sent. */
  const full = async (method: string, path: string, request: EngineRequest): Promise<string> => {
    checkPath(path);
    const prefix = request.version ?? (await inTime(apiVersion(request.signal), method, path, request.timeout));
    const query = podman ? queryForPodman(path, request.query) : request.query;
    return `/v${prefix}${path}${queryString(query)}`;
  };
  const send = async (method: string, path: string, request: EngineRequest, upgrade: boolean): Promise<Exchanged> =>
    exchange(line, { ...request, method, path: await full(method, path, request), upgrade });
  const refuse = async (method: string, path: string, { response }: Exchanged): Promise<never> => {
    const text = (await readAll(response, largestRefusal)).toString();
    const error = refusal(response.statusCode!, path, text, { method, server: response.headers["server"] ?? server });
    // After an upgrade or downgrade of the engine the version is negotiated anew.
    if (/client version .* is too (new|old)/.test(error.message)) version = known = undefined;
    throw error;
  };
  const pass = async (method: string, path: string, request: EngineRequest = {}): Promise<EngineResponse> => {
    const { response } = await send(method, path, request, false);
    return { status: response.statusCode!, headers: response.headers, body: response };
  };
  const openResponse = async (method: string, path: string, request: EngineRequest = {}) => {
    const exchanged = await send(method, path, request, false);
    if (exchanged.response.statusCode! >= 400) return refuse(method, path, exchanged);
    return exchanged.response;
  };
  /** Podman's list fails as a whole when a container goes away while it is being made. */
  const openAgain: typeof openResponse = async (method, path, request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await openResponse(method, path, request);
      } catch (error) {
        const gone = podman && path === "/containers/json" && error instanceof GnosisError;
        if (!gone || attempt === listAttempts || !error.message.includes("no such container")) throw error;
      }
    }
  };

  const readJson = async (method: string, path: string, request?: EngineRequest): Promise<unknown> => {
    const response = await openAgain(method, path, request);
    const body = await readAll(response, largestAnswer);
    if (body.length === 0) return null;
    if ((response.headers["content-type"] ?? "").startsWith("text/plain")) return body.toString();
    return podman ? ofAskedType(path, request?.query, answerOfPodman(path, parseJson(body))) : parseJson(body);
  };

  return {
    endpoint: about,
    apiVersion,
    pass,
    long: async (path, request = {}) => {
      const { signal, timeout = defaultTimeout } = request;
      const target = await full("GET", path, request);
      if (timeout === "none") return LongAnswer.open(line.transport, target, signal);
      const tooLate = new AbortController();
      const timer = setTimeout(() => tooLate.abort(late(about, "GET", path, timeout)), timeout);
      const both = signal === undefined ? tooLate.signal : AbortSignal.any([signal, tooLate.signal]);
      return LongAnswer.open(line.transport, target, both).finally(() => clearTimeout(timer));
    },
    open: async (method, path, request) => {
      const response = await openResponse(method, path, request);
      return { status: response.statusCode!, headers: response.headers, body: response };
    },
    json: async <T>(method: string, path: string, request?: EngineRequest) => {
      const first = await readJson(method, path, request);
      // Which engine it is shows in its first answer.
      const questions = podman ? questionsForPodman(path, request?.query) : [];
      if (questions.length < 2) return first as T;
      return answerInAll(
        await Promise.all(questions.map((query) => readJson(method, path, { ...request, query }))),
      ) as T;
    },
    values: async function* (method, path, request) {
      const all = ndjson(await openResponse(method, path, request));
      if (!podman || path !== "/events") return yield* all;
      for await (const event of all) yield eventOfPodman(event);
    },
    tunnel: async (method, path, request = {}) => {
      const exchanged = await send(method, path, request, true);
      const tunnel = tunnelOf(exchanged);
      if (tunnel) return tunnel;
      if (exchanged.response.statusCode! >= 400) return refuse(method, path, exchanged);
      exchanged.response.destroy();
      throw new GnosisError(
        "ENGINE_FAILED",
        `The engine did not hand over the connection (status ${exchanged.response.statusCode}).`,
      );
    },
    close: () => {
      line.agent.destroy();
      line.fresh.destroy();
      line.transport.close();
    },
  };
}

async function readAll(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > limit) throw nonsense(`it is longer than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw brokenOff(error);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw nonsense("it is not JSON", body.subarray(0, 500).toString());
  }
}

function queryString(query: EngineRequest["query"] = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(key, String(one));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
