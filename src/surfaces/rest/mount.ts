import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Authenticate } from "../../guard/caller/credentials.ts";
import type { Call, Guard } from "../../guard/guard.ts";
import { jsonLine } from "../../kernel/lasting-json.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { authenticated } from "../http/app.ts";
import type { HttpEnv } from "../http/env.ts";
import { streamForm, streamResponse } from "../http/stream-answer.ts";
import { writeJson } from "../http/write-json.ts";
import { readRequest } from "./read-request.ts";
import { createRouter } from "./router.ts";

/** What REST is made of. */
export interface RestParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly authenticate: Authenticate;
  /** Most bytes of a JSON body. */
  readonly maxBodyBytes: number;
}

const ageHeaders = (age: { asOf: Date; source: string; stale: boolean } | undefined): Record<string, string> =>
  age === undefined
    ? {}
    : {
        "x-gnosis-as-of": age.asOf.toISOString(),
        "x-gnosis-source": age.source,
        age: String(Math.max(0, Math.round((Date.now() - age.asOf.getTime()) / 1000))),
        ...(age.stale ? { "x-gnosis-stale": "true" } : {}),
      };

/** Whether the client wants the file rather than a JSON answer, where the operation has both. */
const wantsFile = (operation: AnyOperation, accept: string | undefined): boolean =>
  operation.download !== undefined &&
  (operation.run === undefined || (accept !== undefined && /octet-stream|x-tar|^text\/plain/.test(accept)));

/** Answers one operation's route: as a file, as a stream, or in one piece. */
async function answer(context: Context<HttpEnv>, guard: Guard, call: Call): Promise<Response> {
  const { operation } = call;
  const accept = context.req.header("accept");
  const requestId = context.get("requestId");
  if (wantsFile(operation, accept)) {
    const { download, record } = await guard.download(call);
    const headers = {
      "content-type": download.contentType,
      "content-disposition": `attachment; filename="${download.filename.replaceAll(/[^\w.-]/g, "_")}"`,
      "x-gnosis-record": record,
    };
    return new Response(Readable.toWeb(download.bytes) as ReadableStream<Uint8Array>, { headers });
  }
  const wanted = streamForm(accept);
  const form =
    operation.stream === undefined ? undefined : (wanted ?? (operation.streamsOnly === true ? "ndjson" : undefined));
  if (form !== undefined) {
    const { batches, record } = await guard.batches(call);
    return streamResponse(form, batches, { record, requestId });
  }
  const { value, record, age, receipt } = await guard.run(call);
  const shown = receipt === undefined ? value : { ...(value as object), receipt };
  return writeJson(context, {
    status: operation.http.status ?? 200,
    headers: { "x-gnosis-record": record, ...ageHeaders(age) },
    body: jsonLine(shown),
  });
}

/** The longest that a request waits for a person's approval, in milliseconds. */
const longestWait = 600_000;

/** What a request says to whoever has to approve it, and how long it waits for that: `Prefer: wait=60` (RFC 7240), in seconds. */
function askingOf(reason: string | undefined, prefer: string | undefined): Pick<Call, "reason" | "approvalWait"> {
  const seconds = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/.exec(prefer ?? "")?.[1];
  return {
    ...(reason === undefined || reason === "" ? {} : { reason }),
    ...(seconds === undefined ? {} : { approvalWait: Math.min(Number(seconds) * 1_000, longestWait) }),
  };
}

/** Mounts every operation of the catalogue under /api. */
export function mountRest(app: Hono<HttpEnv>, parts: RestParts): void {
  const route = createRouter(parts.catalogue);
  app.all("/api/*", authenticated(parts.authenticate, "rest"), async (context) => {
    const { method, raw } = context.req;
    const { pathname } = new URL(raw.url);
    const routed = route(method, pathname);
    context.set("failure", routed.operation.http.failure);
    const caller = context.get("caller");
    const request = await readRequest(context, routed, parts.maxBodyBytes);
    if (raw.signal.aborted) throw new GnosisError("UPLOAD_BROKEN", "The client went away.");
    const asking = askingOf(context.req.header("x-gnosis-reason"), context.req.header("prefer"));
    return answer(context, parts.guard, {
      operation: routed.operation,
      caller,
      signal: raw.signal,
      ...asking,
      ...request,
    });
  });
}
