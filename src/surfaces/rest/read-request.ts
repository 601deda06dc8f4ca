import type { Readable } from "node:stream";
import type { Context } from "hono";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { fromText } from "../../catalogue/text-input.ts";
import { boundedBytes, boundedUpload } from "../../kernel/bounded-upload.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import type { HttpEnv } from "../http/env.ts";
import type { Routed } from "./router.ts";

/** What a request asks for: the operation's raw input, the endpoint, and the upload where there is one. */
export interface ReadRequest {
  readonly input: Record<string, unknown>;
  readonly endpoint?: string;
  readonly upload?: Readable;
}

function queryOf(url: URL): [string, string][] {
  // URLSearchParams leaves broken escapes as they are: the caller is told instead.
  if (/%(?![0-9a-fA-F]{2})/.test(url.search)) {
    throw new GnosisError("INPUT_INVALID", "The query has a broken %-escape.", { where: "query" });
  }
  return [...url.searchParams];
}

/** Refuses a body that says how large it is before a byte is read: the rest can then be skipped, and the connection goes on. */
function refuseLarge(context: Context<HttpEnv>, maxBytes: number): void {
  const length = Number(context.req.header("content-length") ?? 0);
  if (length <= maxBytes) return;
  throw new GnosisError("BODY_TOO_LARGE", `The body has ${length} bytes; at most ${maxBytes} are taken.`, {
    extra: { maxBytes },
  });
}

async function readText(context: Context<HttpEnv>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  // Node's own stream: a `Request` would pass a short body on through two streams more. Left as it is when it is too large, so that
  // the refusal can still be answered.
  const body = context.env.incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of boundedBytes(body, maxBytes)) chunks.push(chunk);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new GnosisError("JSON_INVALID", "The body is not valid UTF-8.", { where: "body" });
  }
}

async function readJson(context: Context<HttpEnv>, maxBytes: number): Promise<Record<string, unknown>> {
  const text = await readText(context, maxBytes);
  if (text.trim() === "") return {};
  const type = (context.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new GnosisError(
      "MEDIA_TYPE_UNSUPPORTED",
      `The body has to be application/json, not ${type === "" ? "untyped" : type}.`,
      {
        where: "Content-Type",
      },
    );
  }
  const value = parseStrictJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new GnosisError("JSON_INVALID", "The body has to be one JSON object.", { where: "body" });
}

const isUpload = (operation: AnyOperation, context: Context<HttpEnv>): boolean =>
  operation.upload !== undefined &&
  (context.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() !== "application/json";

/** Reads path, query and body into the operation's input. A field that is given in two places is INPUT_INVALID. */
export async function readRequest(
  context: Context<HttpEnv>,
  { operation, parameters }: Routed,
  maxBytes: number,
): Promise<ReadRequest> {
  const query = queryOf(new URL(context.req.url));
  const [endpoint, another] = query.flatMap(([name, value]) => (name === "endpoint" ? [value] : []));
  if (another !== undefined)
    throw new GnosisError("INPUT_INVALID", "'endpoint' is given twice.", {
      where: "endpoint",
      next: "Name one engine.",
    });
  const takesEndpoint = operation.input.shape["endpoint"] !== undefined;
  const input: Record<string, unknown> = fromText(
    operation,
    query.filter(([name]) => name !== "endpoint" || takesEndpoint),
  );
  let upload: Readable | undefined;
  let body: Record<string, unknown> = {};
  if (isUpload(operation, context)) {
    refuseLarge(context, operation.upload?.maxBytes ?? maxBytes);
    const source = context.req.raw.body;
    if (source !== null) upload = boundedUpload(source, operation.upload?.maxBytes ?? maxBytes);
    else if (operation.upload?.required === true) {
      throw new GnosisError(
        "UPLOAD_MISSING",
        `${operation.id} needs a file of type ${operation.upload.contentType} as its body.`,
      );
    }
  } else if (context.req.method !== "GET" && context.req.method !== "HEAD") {
    refuseLarge(context, maxBytes);
    body = await readJson(context, maxBytes);
  }
  for (const [name, value] of [
    ...Object.entries(body),
    ...Object.entries(fromText(operation, Object.entries(parameters))),
  ]) {
    if (Object.hasOwn(input, name)) {
      throw new GnosisError("INPUT_INVALID", `'${name}' is given twice: in the path, the query or the body.`, {
        where: name,
      });
    }
    input[name] = value;
  }
  return { input, ...(endpoint === undefined ? {} : { endpoint }), ...(upload === undefined ? {} : { upload }) };
}
