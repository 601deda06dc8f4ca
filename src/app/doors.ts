import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Hono } from "hono";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Settings } from "../config/settings.ts";
import type { Caller } from "../guard/caller/caller.ts";
import type { Access } from "../guard/caller/open-access.ts";
import type { Guard } from "../guard/guard.ts";
import type { GnosisError } from "../kernel/errors.ts";
import { type DashboardParts, mountDashboard } from "../surfaces/dashboard/mount.ts";
import { createSessionStore } from "../surfaces/dashboard/session-store.ts";
import { createStaticFiles } from "../surfaces/dashboard/static-files.ts";
import { bearerOf } from "./bearer-of.ts";
import { type DecideParts, mountDecide } from "../surfaces/decide/mount.ts";
import type { OnRecord } from "../guard/audit/watched-writer.ts";
import { mountTransfer } from "../surfaces/dashboard/transfer.ts";
import { acceptPages } from "../surfaces/dashboard/upgrade.ts";
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
  readonly access: Access;
  readonly metrics: ServerMetrics;
  readonly onRecord: OnRecord;
  readonly readiness: () => Promise<readonly ReadyCheck[]>;
  readonly version: string;
  /** What one-time links decide. */
  readonly decide: Pick<DecideParts, "links" | "find" | "decide">;
  /** Names of the engines that are there for a caller. */
  readonly endpoints?: (caller: Caller) => readonly string[];
  readonly onError: (error: GnosisError, requestId: string) => void;
}

/** Every door that is reached over HTTP, on one app. */
export interface Doors {
  readonly app: Hono<HttpEnv>;
  /** Takes the WebSockets of the dashboard's pages. */
  readonly attach: (server: Server) => void;
  /** Ends sessions and streams of MCP clients and pages. */
  readonly close: () => Promise<void>;
}

/** The built dashboard lies beside the program, in the package as in the repository. */
const webDirectory = fileURLToPath(
  new URL(import.meta.url.includes("/src/") ? "../../dist/web" : "./web", import.meta.url),
);

/** Opens the doors: what anybody may ask, metrics, REST, MCP and the dashboard, behind the same checks of Host and Origin. */
export function createDoors(parts: DoorParts): Doors {
  const { access, catalogue, guard, metrics, settings, version } = parts;
  const { authenticate } = access;
  const { allowedHosts, maxBodyBytes } = settings;
  const app = createHttpApp({ allowedHosts, onError: parts.onError });
  mountOpenRoutes(app, parts);
  app.get("/metrics", authenticated(authenticate, "rest"), async (context) => {
    context.header("content-type", metrics.contentType);
    return context.body(await metrics.text());
  });
  const closeMcp = mountMcp(app, {
    guard,
    catalogue,
    onRecord: parts.onRecord,
    authenticate,
    version,
    maxBodyBytes,
    ...(parts.endpoints === undefined ? {} : { endpoints: parts.endpoints }),
  });
  const dashboard: DashboardParts = {
    sessions: createSessionStore(),
    authenticate,
    redeem: access.redeem,
    recheck: access.recheck,
    files: createStaticFiles(webDirectory),
    version,
    catalogue,
  };
  mountDecide(app, { ...parts.decide, bearer: (context) => bearerOf(context, authenticate, dashboard) });
  mountTransfer(app, { guard, catalogue, dashboard });
  mountDashboard(app, dashboard);
  mountRest(app, { guard, catalogue, authenticate, maxBodyBytes });
  const pages = acceptPages({ guard, catalogue, dashboard, allowedHosts, onRecord: parts.onRecord });
  return {
    app,
    attach: (server) => server.on("upgrade", pages.upgrade),
    close: async () => {
      pages.close();
      await closeMcp();
    },
  };
}
