import type { McpServerFactory } from "@modelcontextprotocol/server";
import type { Hono } from "hono";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Authenticate } from "../../guard/caller/credentials.ts";
import type { OnRecord } from "../../guard/audit/watched-writer.ts";
import type { Guard } from "../../guard/guard.ts";
import { authenticated } from "../http/app.ts";
import type { HttpEnv } from "../http/env.ts";
import { profileNamed, usualProfile } from "./profile.ts";
import type { HttpServing } from "./serve-http.ts";

/** What the MCP door is made of. */
export interface MountParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  /** Tells of every new entry of the audit log; without it nobody is told of new records. */
  readonly onRecord?: OnRecord;
  readonly authenticate: Authenticate;
  readonly maxBodyBytes: number;
  readonly version: string;
  /** Names of the engines that are there for a caller. */
  readonly endpoints?: (caller: Caller) => readonly string[];
  /** For tests of the protocol alone: what is served instead of the product, behind the same checks. */
  readonly instead?: (serving: () => HttpServing) => McpServerFactory;
}

/** Mounts `/mcp` behind the app's Host and Origin checks and the token check; the result ends its sessions and streams. */
export function mountMcp(app: Hono<HttpEnv>, given: MountParts): () => Promise<void> {
  let opened: Promise<HttpServing> | undefined;
  const open = (): Promise<HttpServing> =>
    (opened ??= import("./open-serving.ts").then(({ openServing }) => openServing(given)));
  app.all("/mcp", authenticated(given.authenticate, "mcp"), async (context) => {
    const caller = context.get("caller");
    const profile =
      profileNamed(context.req.query("profile") ?? context.req.header("x-gnosis-profile")) ?? usualProfile;
    const serving = await open();
    return serving.fetch({
      request: context.req.raw,
      owner: `${caller.id}\n${caller.role}\n${profile}`,
      authInfo: { token: "", clientId: caller.id, scopes: [], extra: { caller, profile } },
    });
  });
  return async () => {
    if (opened !== undefined) await (await opened).close();
  };
}
