import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import type { TargetKind } from "../../catalogue/target.ts";
import type { EngineRequest, EngineResponse } from "../../engine/client.ts";
import type { Permit } from "../../guard/guard.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { keeping, resultOf } from "./undo-terms.ts";
import { engineQuery, enginePath } from "./engine-path.ts";
import type { Turn } from "./turn.ts";

/** Headers that belong to one connection, or that we write ourselves. */
const hopByHop: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "date"],
]);

/** Credentials for registries: the only headers of a client that reach the engine. */
const passedHeaders = ["x-registry-auth", "x-registry-config"];

/** The most of a failed answer that is read for the record, bytes. */
const mostOfFailure = 65_536;

/** What may be said of a request beside what the turn says. */
export interface Sending {
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** A value that is sent as JSON, or a stream. */
  readonly body?: unknown;
}

/** Sends a request to the engine as the permit allows it. */
export function send(turn: Turn, permit: Permit, sending: Sending = {}): Promise<EngineResponse> {
  const { route, socket, signal } = turn;
  const body = sending.body ?? permit.body ?? turn.list ?? turn.body;
  const request: EngineRequest = {
    query: sending.query ?? engineQuery(turn),
    ...spoken(turn),
    headers: registryHeaders(turn),
    signal,
    timeout: route.answer === "relay" ? 60_000 : "none",
    ...(body === undefined || (route.body === undefined && sending.body === undefined) ? {} : { body }),
  };
  return socket.parts.engine.pass(route.method, sending.path ?? enginePath(turn, permit.targets), request);
}

/** The API version that the client speaks: engines read bodies of older ones in their own way, and clients rely on it. */
export const spoken = ({ version }: Turn): { readonly version?: string } => (version === undefined ? {} : { version });

function registryHeaders(turn: Turn): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = turn.head.headers.get(name);
    if (value === undefined) continue;
    if (!/^[A-Za-z0-9+/=_-]*$/.test(value)) throw new GnosisError("INPUT_INVALID", `The header ${name} is not Base64.`);
    headers[name] = value;
  }
  return headers;
}

/** The engine's headers that go on to the client. */
export function answerHeaders(headers: EngineResponse["headers"]): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  return kept;
}

/** Passes the engine's answer on as it comes, slowed by the client, and writes the outcome; `show` lets later reads show a change. */
export async function passOn(turn: Turn, permit: Permit, answer: EngineResponse, show = showWrite): Promise<void> {
  const { response } = turn;
  if (answer.status >= 400) return passFailureOn(turn, permit, answer);
  const bare = response.req.method === "HEAD" || answer.status === 204 || answer.status === 304;
  // With a length of its own the answer is whole before it ends: the next request may come right then.
  const sized = answer.headers["content-length"] !== undefined;
  if (bare || sized) await show(turn, permit);
  response.writeHead(answer.status, answerHeaders(answer.headers));
  if (bare) {
    answer.body.resume();
    response.end();
    const result = resultOf(turn)?.([]);
    permit.finish({ ok: true, ...touched(permit), ...(result === undefined ? {} : { result }) });
    return;
  }
  response.flushHeaders();
  const before = response.socket?.bytesWritten ?? 0;
  const bytes = (): number => Math.max(0, (response.socket?.bytesWritten ?? before) - before);
  const tells = resultOf(turn);
  const told: Buffer[] = [];
  try {
    if (tells === undefined) await pipeline(answer.body, response, { end: false });
    else await pipeline(answer.body, keeping(told), response, { end: false });
    if (!sized) await show(turn, permit);
    response.end();
    const result = tells?.(told);
    permit.finish({ ok: true, bytes: bytes(), ...touched(permit), ...(result === undefined ? {} : { result }) });
  } catch (thrown) {
    finishBroken(turn, permit, thrown, bytes());
  }
}

/** A stream that broke: the client's going away ends it in the ordinary way. */
export function finishBroken(turn: Turn, permit: Permit, thrown: unknown, bytes = 0): void {
  turn.response.destroy();
  if (turn.signal.aborted) return permit.finish({ ok: true, message: "the client went away", bytes });
  const { code, message } = asGnosisError(thrown);
  permit.finish({ ok: false, code, message, bytes });
}

async function passFailureOn(turn: Turn, permit: Permit, answer: EngineResponse): Promise<void> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer.body as Readable & AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= mostOfFailure) parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  const headers = answerHeaders(answer.headers);
  delete headers["content-length"];
  if (!turn.request.complete) headers["connection"] = "close";
  const { caller, socket } = turn;
  const told = await socket.parts.guard.withoutUnseen(caller, socket.endpoint, bytes.toString()).catch(() => "{}");
  turn.response.writeHead(answer.status, headers);
  turn.response.end(turn.request.method === "HEAD" ? undefined : told);
  permit.finish({ ok: false, code: failureCode(answer.status), message: `engine: ${bytes.toString().slice(0, 500)}` });
}

function failureCode(status: number): string {
  if (status === 409) return "CONFLICT";
  return status >= 500 ? "ENGINE_FAILED" : "ENGINE_REFUSED";
}

const touched = (permit: Permit): { ids?: string[] } =>
  permit.targets.length === 0 ? {} : { ids: permit.targets.map(({ id }) => id) };

/** Routes that make or change objects which they don't name as targets. */
const makes: Readonly<Record<string, TargetKind>> = {
  ...{ VolumeCreate: "volume", NetworkCreate: "network" },
  ...{ ImageCreate: "image", ImageLoad: "image", ImageBuild: "image", ImageCommit: "image" },
};

/** Lets later reads show what was changed, before the client can know that it was. */
export async function showWrite(turn: Turn, permit: Permit): Promise<void> {
  const { method, name, answer } = turn.route;
  if (method === "GET" || method === "HEAD" || name === "ContainerWait" || answer === "hijack") return;
  const { reader } = turn.socket.parts;
  const made = makes[name];
  await Promise.all([
    ...permit.targets.map(({ kind, id }) => reader.changed(kind, id)),
    ...(made === undefined ? [] : [reader.changed(made, "")]),
  ]);
}
