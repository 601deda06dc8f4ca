import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpHttpHandler,
  type McpRequestContext,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { Sessions } from "./sessions.ts";

type AuthInfo = NonNullable<McpRequestContext["authInfo"]>;

/** One HTTP request from a caller who is known. */
export interface HttpExchange {
  readonly request: Request;
  /** Whose sessions and subscriptions these are. */
  readonly owner: string;
  /** What the factory and the handlers are told about the caller. */
  readonly authInfo: AuthInfo;
}

/** What serving takes beside the factory. */
export interface ServeOptions {
  readonly maxBodyBytes: number;
  /** Called when a client of the 2026-07-28 era opens a stream of subscriptions; the signal ends with the stream. */
  readonly onListen?: (
    exchange: HttpExchange,
    uris: readonly string[],
    changed: (uri: string) => void,
    signal: AbortSignal,
  ) => void;
  readonly onError?: (error: Error) => void;
}

/** MCP over Streamable HTTP in both eras of the protocol. Who calls, Host and Origin are checked before. */
export interface HttpServing {
  readonly fetch: (exchange: HttpExchange) => Promise<Response>;
  /** Tells one caller's open subscriptions of a change. */
  readonly notify: (owner: string) => McpHttpHandler["notify"];
  readonly close: () => Promise<void>;
}

/** Handlers of callers that are kept: each has the subscriptions of one caller alone. */
const mostHandlers = 200;

/** Serves what the factory makes: 2026-07-28 and sessionless 2025-11-25 a request at a time, the rest in sessions. */
export function serveHttp(factory: McpServerFactory, options: ServeOptions): HttpServing {
  const sessions = new Sessions(factory);
  const handlers = new Map<string, McpHttpHandler>();
  const handlerOf = (owner: string): McpHttpHandler => {
    const known = handlers.get(owner);
    if (known !== undefined) return known;
    const made = createMcpHandler(factory, {
      legacy: "stateless",
      maxSubscriptions: 64,
      maxRequestBodySize: options.maxBodyBytes,
      ...(options.onError === undefined ? {} : { onerror: options.onError }),
    });
    handlers.set(owner, made);
    const [oldest] = handlers;
    if (handlers.size > mostHandlers && oldest !== undefined) {
      handlers.delete(oldest[0]);
      void oldest[1].close();
    }
    return made;
  };
  return {
    fetch: async (exchange) => {
      const { request, owner, authInfo } = exchange;
      const body = await readBody(request, options.maxBodyBytes);
      if (body instanceof Response) return body;
      const parsed = body === undefined ? {} : { parsedBody: body };
      const handler = handlerOf(owner);
      if (await isLegacyRequest(request, body)) {
        const inSession = request.headers.has("mcp-session-id") || (body !== undefined && begins(body));
        if (inSession || request.method !== "POST") return sessions.answer({ request, body, owner, authInfo });
        return handler.fetch(request, { authInfo, ...parsed });
      }
      const uris = subscriptionsIn(body);
      if (uris.length > 0 && options.onListen !== undefined) {
        const changed = (uri: string) => handler.notify.resourceUpdated(uri);
        options.onListen(exchange, uris, changed, request.signal);
      }
      return handler.fetch(request, { authInfo, ...parsed });
    },
    notify: (owner) => handlerOf(owner).notify,
    close: async () => {
      await Promise.all([sessions.close(), ...[...handlers.values()].map((handler) => handler.close())]);
    },
  };
}

/** The body as JSON: read once, so that both eras' parts see the same. `undefined` for a request without one. */
async function readBody(request: Request, maxBytes: number): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) return rpcError(415, -32000, "Content-Type must be application/json");
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return rpcError(413, -32000, "Body too large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return rpcError(413, -32000, "Body too large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    return rpcError(400, -32700, "Parse error: Invalid JSON");
  }
}

function rpcError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status });
}

function begins(body: unknown): boolean {
  return (Array.isArray(body) ? body : [body]).some((one) => isInitializeRequest(one));
}

/** The resources that a `subscriptions/listen` of the 2026-07-28 era names. */
function subscriptionsIn(body: unknown): readonly string[] {
  const message = body as
    | { method?: unknown; params?: { notifications?: { resourceSubscriptions?: unknown } } }
    | undefined;
  if (message?.method !== "subscriptions/listen") return [];
  const uris = message.params?.notifications?.resourceSubscriptions;
  return Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string").slice(0, 50) : [];
}
