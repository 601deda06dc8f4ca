import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { HttpEnv } from "../http/env.ts";
import { docsPage } from "./docs-page.ts";
import { openApi } from "./openapi.ts";

/** What one part of the server says of itself on /readyz. */
export interface ReadyCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong and what to do. */
  readonly detail?: string;
  /** False for what the server can do without, such as one engine of several. */
  readonly essential?: boolean;
}

/** What the routes that need no token are made of. */
export interface OpenParts {
  readonly catalogue: Catalogue;
  readonly version: string;
  readonly readiness: () => Promise<readonly ReadyCheck[]>;
}

/** Mounts what anybody on this machine may ask: is it alive, is it ready, and what can be called. Nothing of it tells of containers. */
export function mountOpenRoutes(app: Hono<HttpEnv>, { catalogue, version, readiness }: OpenParts): void {
  let document: string | undefined;
  let page: string | undefined;
  app.get("/health", (context) =>
    context.json({ status: "healthy", timestamp: new Date().toISOString(), service: "gnosis-docker", version }),
  );
  app.get("/healthz", (context) => context.text("ok\n"));
  app.get("/readyz", async (context) => {
    const checks = await readiness();
    const ready = checks.every(({ ok }) => ok);
    const usable = checks.every(({ ok, essential }) => ok || essential === false);
    return context.json({ status: ready ? "ready" : "degraded", checks }, usable ? 200 : 503);
  });
  app.get("/api/help", (context) => {
    const endpoints = catalogue.operations.map(({ http, summary }) => [`${http.method} ${http.path}`, summary]);
    return context.json({
      service: "Gnosis Docker API",
      version,
      authentication: "Authorization: Bearer <token>, or X-API-Key: <token>",
      openapi: "/api/openapi.json",
      docs: "/api/docs",
      endpoints: Object.fromEntries(endpoints) as Record<string, string>,
    });
  });
  app.get("/api/openapi.json", (context) => {
    document ??= JSON.stringify(openApi(catalogue, version));
    return context.body(document, 200, { "content-type": "application/json" });
  });
  app.get("/api/docs", (context) => {
    page ??= docsPage(catalogue, version);
    const styleHash = createHash("sha256")
      .update(/<style>([^]*?)<\/style>/.exec(page)?.[1] ?? "")
      .digest("base64");
    context.header(
      "content-security-policy",
      `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    );
    return context.html(page);
  });
}
