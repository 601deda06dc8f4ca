import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Call, Guard } from "../../guard/guard.ts";
import { boundedUpload } from "../../kernel/bounded-upload.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import type { HttpEnv } from "../http/env.ts";
import { streamForm, streamResponse } from "../http/stream-answer.ts";
import { type DashboardParts, pageCaller, shownBy } from "./mount.ts";

/** What files go through. */
export interface TransferParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly dashboard: Pick<DashboardParts, "sessions" | "recheck">;
}

function inputOf(text: string | undefined): unknown {
  if (text === undefined || text.length > 16_384)
    throw new GnosisError("INPUT_INVALID", "The call's input is missing or too long.", { where: "input" });
  return parseStrictJson(text);
}

async function callOf(parts: TransferParts, context: Context<HttpEnv>): Promise<Call> {
  const caller = await pageCaller(parts.dashboard, shownBy(context));
  if (caller === undefined) throw new GnosisError("UNAUTHENTICATED", "Nobody is signed in.", { next: "Sign in." });
  const id = context.req.param("operation") ?? "";
  const operation = parts.catalogue.find(id);
  if (operation === undefined) throw new GnosisError("ROUTE_UNKNOWN", `There is no operation ${id}.`);
  const endpoint = context.req.query("endpoint");
  return {
    operation,
    caller,
    input: inputOf(context.req.query("input")),
    signal: context.req.raw.signal,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** A download must be asked for by our own page, as a fetch or by a link on it: nobody else's page may start one. */
function ownPageOnly(context: Context<HttpEnv>): void {
  const site = context.req.header("sec-fetch-site");
  if (site === undefined || site === "same-origin") return;
  throw new GnosisError("ORIGIN_DENIED", "Files are for the dashboard's own pages.", { where: "Sec-Fetch-Site" });
}

/**
 * Mounts files in and out for pages, which carry no token but a session: bytes fit no message of the tab's socket. The input stands in
 * the query, as JSON; the call is any other's, through the guard.
 */
export function mountTransfer(app: Hono<HttpEnv>, parts: TransferParts): void {
  app.get("/ui/files/:operation", async (context) => {
    ownPageOnly(context);
    const { download, record } = await parts.guard.download(await callOf(parts, context));
    return new Response(Readable.toWeb(download.bytes) as ReadableStream<Uint8Array>, {
      headers: {
        // Never shown in our origin, whatever a container's file says that it is.
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${download.filename.replaceAll(/[^\w.-]/g, "_")}"`,
        "content-security-policy": "sandbox",
        "x-gnosis-record": record,
      },
    });
  });
  app.post("/ui/files/:operation", async (context) => {
    if (context.req.header("origin") === undefined)
      throw new GnosisError("ORIGIN_DENIED", "A page's upload needs an Origin.", { where: "Origin" });
    const call = await callOf(parts, context);
    const { upload } = call.operation;
    const { body } = context.req.raw;
    if (upload === undefined || body === null)
      throw new GnosisError("UPLOAD_MISSING", `${call.operation.id} takes no file, or none came.`);
    const type = (context.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
    if (type !== upload.contentType)
      throw new GnosisError("MEDIA_TYPE_UNSUPPORTED", `The file has to be ${upload.contentType}.`, {
        where: "Content-Type",
      });
    const whole = { ...call, upload: boundedUpload(body, upload.maxBytes) };
    const form = call.operation.stream === undefined ? undefined : streamForm(context.req.header("accept"));
    if (form !== undefined) {
      const { batches, record } = await parts.guard.batches(whole);
      return streamResponse(form, batches, { record, requestId: context.get("requestId") });
    }
    const { value, record } = await parts.guard.run(whole);
    return context.json({ value, record });
  });
}
