import type { McpRequestContext, McpServerFactory } from "@modelcontextprotocol/server";
import type { Caller } from "../../guard/caller/caller.ts";
import type { MountParts } from "./mount.ts";
import type { McpParts, Peer } from "./parts.ts";
import { usualProfile, type Profile } from "./profile.ts";
import { Questions } from "./questions.ts";
import { createMcpServer } from "./server.ts";
import { serveHttp, type HttpServing } from "./serve-http.ts";
import { Continuations } from "./text/continuations.ts";
import { watchResources } from "./watch.ts";

/** Makes what answers MCP over HTTP; loaded with the first request, since the protocol's code is the largest part of the program. */
export function openServing(given: MountParts): HttpServing {
  const parts: McpParts = { ...given, continuations: new Continuations(), questions: new Questions() };
  const product: McpServerFactory = (context) => createMcpServer(parts, peerIn(context));
  const serving: HttpServing = serveHttp(given.instead?.(() => serving) ?? product, {
    maxBodyBytes: given.maxBodyBytes,
    onListen: ({ authInfo }, uris, changed, signal) => {
      const peer: Peer = { ...peerIn({ authInfo }), capabilities: () => undefined };
      watchResources(parts, peer, uris, changed, signal);
    },
  });
  return serving;
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
