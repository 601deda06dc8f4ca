import type { McpRequestContext, McpServerFactory } from "@modelcontextprotocol/server";
import type { Hono } from "hono";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Authenticate } from "../../guard/caller/credentials.ts";
import type { Guard } from "../../guard/guard.ts";
import { authenticated } from "../http/app.ts";
import type { HttpEnv } from "../http/env.ts";
import type { McpParts, Peer } from "./parts.ts";
import { profileNamed, usualProfile, type Profile } from "./profile.ts";
import { createMcpServer } from "./server.ts";
import { serveHttp, type HttpServing } from "./serve-http.ts";
import { Continuations } from "./text/continuations.ts";
import { watchResources } from "./watch.ts";

/** What the MCP door is made of. */
export interface MountParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly authenticate: Authenticate;
  readonly maxBodyBytes: number;
  readonly version: string;
  /** For tests of the protocol alone: what is served instead of the product, behind the same checks. */
  readonly instead?: (serving: () => HttpServing) => McpServerFactory;
}

/** Mounts `/mcp` behind the app's Host and Origin checks and the token check; the result ends its sessions and streams. */
export function mountMcp(app: Hono<HttpEnv>, given: MountParts): () => Promise<void> {
  const parts: McpParts = { ...given, continuations: new Continuations() };
  const product: McpServerFactory = (context) => createMcpServer(parts, peerIn(context));
  const serving: HttpServing = serveHttp(given.instead?.(() => serving) ?? product, {
    maxBodyBytes: given.maxBodyBytes,
    onListen: ({ authInfo }, uris, changed, signal) => {
      const peer: Peer = { ...peerIn({ authInfo }), capabilities: () => undefined };
      watchResources(parts, peer, uris, changed, signal);
    },
  });
  app.all("/mcp", authenticated(given.authenticate, "mcp"), (context) => {
    const caller = context.get("caller");
    const profile =
      profileNamed(context.req.query("profile") ?? context.req.header("x-gnosis-profile")) ?? usualProfile;
    return serving.fetch({
      request: context.req.raw,
      owner: `${caller.id}\n${caller.role}\n${profile}`,
      authInfo: { token: "", clientId: caller.id, scopes: [], extra: { caller, profile } },
    });
  });
  return serving.close;
}

/** Who calls, as the authentication found it. */
function peerIn({ authInfo }: Pick<McpRequestContext, "authInfo">): {
  readonly caller: Caller;
  readonly profile: Profile;
} {
  const extra = authInfo?.extra as { caller?: Caller; profile?: Profile } | undefined;
  if (extra?.caller === undefined) throw new Error("an MCP request came without a caller");
  return { caller: extra.caller, profile: extra.profile ?? usualProfile };
}
