import type { Hono } from "hono";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Settings } from "../config/settings.ts";
import type { Authenticate } from "../guard/caller/credentials.ts";
import type { Guard } from "../guard/guard.ts";
import type { GnosisError } from "../kernel/errors.ts";
import { authenticated, createHttpApp } from "../surfaces/http/app.ts";
import type { HttpEnv } from "../surfaces/http/env.ts";
import { mountMcp } from "../surfaces/mcp/mount.ts";
import { mountRest } from "../surfaces/rest/mount.ts";
import { mountOpenRoutes, type ReadyCheck } from "../surfaces/rest/open-routes.ts";
import type { ServerMetrics } from "./metrics.ts";

/** What the HTTP doors are made of. */
export interface DoorParts {
  readonly settings: Pick<Settings, "allowedHosts" | "maxBodyBytes">;
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly authenticate: Authenticate;
  readonly metrics: ServerMetrics;
  readonly readiness: () => Promise<readonly ReadyCheck[]>;
  readonly version: string;
  readonly onError: (error: GnosisError, requestId: string) => void;
}

/** Every door that is reached over HTTP, on one app; `close` ends their sessions and streams. */
export function createDoors(parts: DoorParts): { readonly app: Hono<HttpEnv>; readonly close: () => Promise<void> } {
  const { authenticate, catalogue, guard, metrics, settings } = parts;
  const app = createHttpApp({ allowedHosts: settings.allowedHosts, onError: parts.onError });
  mountOpenRoutes(app, parts);
  app.get("/metrics", authenticated(authenticate, "rest"), async (context) => {
    context.header("content-type", metrics.contentType);
    return context.body(await metrics.text());
  });
  mountRest(app, { guard, catalogue, authenticate, maxBodyBytes: settings.maxBodyBytes });
  const { version } = parts;
  const close = mountMcp(app, { guard, catalogue, authenticate, version, maxBodyBytes: settings.maxBodyBytes });
  return { app, close };
}
