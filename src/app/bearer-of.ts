import type { Context } from "hono";
import type { Caller } from "../guard/caller/caller.ts";
import type { Authenticate } from "../guard/caller/credentials.ts";
import { type DashboardParts, pageCaller, shownBy } from "../surfaces/dashboard/mount.ts";
import type { HttpEnv } from "../surfaces/http/env.ts";

/** Who sends a request that needs no token, where it carries one all the same or comes from a signed-in browser. */
export async function bearerOf(
  context: Context<HttpEnv>,
  authenticate: Authenticate,
  dashboard: DashboardParts,
): Promise<Caller | undefined> {
  const authorization = context.req.header("authorization");
  const apiKey = context.req.header("x-api-key");
  if (authorization === undefined && apiKey === undefined) return pageCaller(dashboard, shownBy(context), "whose");
  return authenticate({
    address: context.env.incoming.socket.remoteAddress ?? "",
    surface: "rest",
    ...(authorization === undefined ? {} : { authorization }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}
