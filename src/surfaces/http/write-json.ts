import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { commonHeaders } from "./common-headers.ts";
import type { HttpEnv } from "./env.ts";

/**
 * Sends a JSON answer on Node's own response, headers and body in one write. A `Response` would copy the body into a stream and out
 * of it again, which for a short answer costs as much as deciding and recording the call does.
 */
export function writeJson(
  context: Context<HttpEnv>,
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  },
): Response {
  const { outgoing } = context.env;
  outgoing.writeHead(answer.status, {
    "content-type": "application/json",
    ...answer.headers,
    ...commonHeaders(context.get("requestId")),
    "content-length": Buffer.byteLength(answer.body),
  });
  outgoing.end(answer.body);
  return RESPONSE_ALREADY_SENT;
}
