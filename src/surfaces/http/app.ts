import { randomUUID } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import type { Authenticate, Credentials } from "../../guard/caller/credentials.ts";
import type { Surface } from "../../catalogue/operation.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { checkHost } from "./check-host.ts";
import { checkOrigin } from "./check-origin.ts";
import { commonHeaders } from "./common-headers.ts";
import type { HttpEnv } from "./env.ts";
import { problemResponse } from "./problem.ts";

/** What the HTTP doors share. */
export interface HttpParts {
  /** Host names beside loopback that the server answers to. */
  readonly allowedHosts: readonly string[];
  /** Told of errors that are ours, with the request's id. */
  readonly onError: (error: GnosisError, requestId: string) => void;
}

/** Every value of a header as it came: Node itself keeps only the first `Host`. */
export const headerValues = (rawHeaders: readonly string[], name: string): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/** An app on which REST, MCP and the dashboard are mounted: Host and Origin are checked before anything else. */
export function createHttpApp(parts: HttpParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (context, next) => {
    const requestId = randomUUID();
    context.set("requestId", requestId);
    const { incoming } = context.env;
    checkHost(headerValues(incoming.rawHeaders, "host"), parts.allowedHosts);
    // A target with a host of its own would stand against the header that was checked.
    if (incoming.url?.startsWith("/") !== true)
      throw new GnosisError("HOST_DENIED", "The request's target names a host of its own.", { where: "target" });
    checkOrigin({
      host: (incoming.headers.host ?? "").toLowerCase(),
      origin: incoming.headers.origin,
      fetchSite: context.req.header("sec-fetch-site"),
      navigates: context.req.method === "GET" && context.req.header("sec-fetch-mode") === "navigate",
    });
    await next();
    if (context.env.outgoing.headersSent) return;
    for (const [name, value] of Object.entries(commonHeaders(requestId)))
      if (!context.res.headers.has(name)) context.header(name, value);
  });
  app.onError((thrown, context) => {
    const error = asGnosisError(thrown);
    const requestId = context.get("requestId");
    if (error.status >= 500) parts.onError(error, requestId);
    return problemResponse(error, requestId, context.get("failure"));
  });
  app.notFound((context) =>
    problemResponse(
      new GnosisError("ROUTE_UNKNOWN", `There is no ${context.req.method} ${new URL(context.req.url).pathname}.`),
      context.get("requestId"),
    ),
  );
  return app;
}

/** Lets through who is known, and says so to the handlers behind it as `caller`. */
export function authenticated(authenticate: Authenticate, surface: Surface): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const optional = {
      authorization: context.req.header("authorization"),
      apiKey: context.req.header("x-api-key"),
      client: context.req.header("x-gnosis-client") ?? context.req.header("user-agent"),
      session: context.req.header("x-gnosis-session"),
    };
    const credentials: Credentials = {
      address: context.env.incoming.socket.remoteAddress ?? "",
      surface: surface === "rest" && context.req.header("x-gnosis-surface") === "cli" ? "cli" : surface,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
    context.set("caller", await authenticate(credentials));
    await next();
  };
}
