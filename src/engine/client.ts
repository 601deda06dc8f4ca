import type { Duplex, Readable } from "node:stream";
import type { LongAnswer } from "./long/long-answer.ts";

/** The ways to reach an engine. */
export type EndpointKind = "unix" | "npipe" | "tcp" | "ssh" | "embedded" | "sandbox";

/** What can be said of a request beside its method and path. */
export interface EngineRequest {
  /** Query parameters; undefined ones are left out, an array repeats the parameter. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** A value that is serialised as JSON, or a stream or buffer that is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Milliseconds until the head of the answer must have come; `none` waits for ever. Default 30,000. */
  readonly timeout?: number | "none";
  /** The API version to speak instead of the negotiated one: for the guarded socket, whose clients choose theirs. */
  readonly version?: string;
}

/** An answer whose body has not been read yet. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** A connection that the engine has handed over (attach, exec). */
export interface EngineTunnel {
  readonly socket: Duplex;
  /** The answer's content type: `application/vnd.docker.raw-stream` or `…multiplexed-stream`. */
  readonly contentType: string;
  /** Status and head of the answer that handed it over: for the guarded socket. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** A line of log or exec output. */
export interface OutputChunk {
  readonly stream: "stdin" | "stdout" | "stderr";
  readonly data: Buffer;
  /** True when the frame goes on in the next chunk. */
  readonly partial?: true;
}

/**
 * The Docker Engine API of one endpoint. Paths are given without the version prefix (`/containers/json`); the client puts the
 * negotiated version before them. Failures are GnosisErrors: ENGINE_UNREACHABLE, ENGINE_TIMEOUT, CONTAINER_NOT_FOUND and its like,
 * CONFLICT, ENGINE_REFUSED (other 4xx), ENGINE_FAILED (5xx), ENGINE_LACKS (501).
 */
export interface EngineClient {
  readonly endpoint: { readonly name: string; readonly kind: EndpointKind; readonly address: string };
  /** The negotiated API version, such as `1.41`; asks the engine the first time. */
  readonly apiVersion: (signal?: AbortSignal) => Promise<string>;
  /** Sends and reads a JSON answer; null for an empty one. */
  readonly json: <T = unknown>(method: string, path: string, request?: EngineRequest) => Promise<T>;
  /** Sends and gives the answer's body as a stream; statuses of 400 and more are thrown. */
  readonly open: (method: string, path: string, request?: EngineRequest) => Promise<EngineResponse>;
  /** A GET whose answer is long, over a connection of its own; nothing when it is not 200: `open` or `pass` then say why. */
  readonly long: (path: string, request?: EngineRequest) => Promise<LongAnswer | undefined>;
  /** Like `open`, but answers of every status are returned: for the guarded socket. */
  readonly pass: (method: string, path: string, request?: EngineRequest) => Promise<EngineResponse>;
  /** A stream of JSON values (events, pull, build); ends when the engine ends it. */
  readonly values: (method: string, path: string, request?: EngineRequest) => AsyncGenerator<unknown, void, void>;
  /** Attach or exec start: a tunnel after 101, or after 200 with a stream's content type. */
  readonly tunnel: (method: string, path: string, request?: EngineRequest) => Promise<EngineTunnel>;
  readonly close: () => void;
}
