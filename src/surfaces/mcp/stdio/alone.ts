import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Server } from "@modelcontextprotocol/server";
import type { Readable, Writable } from "node:stream";
import type { McpParts, Peer } from "../parts.ts";
import { createMcpServer } from "../server.ts";
import { watchResources } from "../watch.ts";
import { ownRevision, type Message } from "./message.ts";

/** What serving a pipe without a server takes. */
export interface AloneEnds {
  readonly parts: McpParts;
  readonly who: Pick<Peer, "caller" | "profile">;
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** Serves one client on its pipe, in both eras, until the input ends or the signal comes. */
export async function serveAlone({ parts, who, input, output, signal }: AloneEnds): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const stop = new AbortController();
  let server: Server | undefined;
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(
    () => {
      server = createMcpServer(parts, who);
      return server;
    },
    { transport },
  );
  const changed = (uri: string) => void server?.sendResourceUpdated({ uri }).catch(() => undefined);
  const peer: Peer = { ...who, capabilities: () => undefined };
  const take = transport.onmessage;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the library has callbacks, no event targets
  transport.onmessage = (message) => {
    const uris = subscriptionsIn(message as Message);
    if (uris.length > 0) watchResources(parts, peer, uris, changed, stop.signal);
    take?.(message);
  };
  input.once("end", () => ended.resolve());
  input.once("close", () => ended.resolve());
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (signal.aborted) ended.resolve();
  await ended.promise;
  stop.abort();
  await handle.close();
}

/** The resources that a `subscriptions/listen` of the 2026-07-28 era names. */
function subscriptionsIn(message: Message): readonly string[] {
  if (message.method !== "subscriptions/listen" || ownRevision(message) === undefined) return [];
  const wanted = (message.params?.["notifications"] as { resourceSubscriptions?: unknown } | undefined)
    ?.resourceSubscriptions;
  return Array.isArray(wanted) ? wanted.filter((uri) => typeof uri === "string").slice(0, 50) : [];
}
