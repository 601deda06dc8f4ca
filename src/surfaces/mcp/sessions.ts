import { randomUUID } from "node:crypto";
import {
  WebStandardStreamableHTTPServerTransport,
  type McpRequestContext,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { GnosisError } from "../../kernel/errors.ts";

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly owner: string;
  lastUse: number;
  /** Requests that are being answered, open streams among them. */
  open: number;
}

/** Milliseconds without a request after which a session ends. */
const idle = 30 * 60_000;
/** Sessions in all; the longest unused one makes room. */
const most = 256;

/** What a session is made and asked with. */
export interface SessionRequest {
  readonly request: Request;
  readonly body: unknown;
  /** Whose session it is: another caller's is not found, so a session id alone gives nothing. */
  readonly owner: string;
  readonly authInfo: NonNullable<McpRequestContext["authInfo"]>;
}

/** Sessions of clients that speak 2025-11-25 or older: they can be asked questions and told of changes. */
export class Sessions {
  readonly #factory: McpServerFactory;
  readonly #sessions = new Map<string, Session>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(factory: McpServerFactory) {
    this.#factory = factory;
    this.#sweeper = setInterval(() => this.#sweep(), 60_000).unref();
  }

  /** Answers a request of a session, or one that begins a session. */
  async answer(asked: SessionRequest): Promise<Response> {
    const id = asked.request.headers.get("mcp-session-id");
    const session = id === null ? await this.#begin(asked) : this.#sessions.get(id);
    if (session === undefined || session.owner !== asked.owner) return unknownSession();
    session.lastUse = Date.now();
    session.open += 1;
    try {
      const response = await session.transport.handleRequest(asked.request, {
        authInfo: asked.authInfo,
        ...(asked.body === undefined ? {} : { parsedBody: asked.body }),
      });
      return response;
    } finally {
      session.open -= 1;
      session.lastUse = Date.now();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
    this.#sessions.clear();
  }

  async #begin({ request, owner, authInfo }: SessionRequest): Promise<Session> {
    if (this.#sessions.size >= most) this.#makeRoom();
    const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    const session: Session = { transport, owner, lastUse: Date.now(), open: 0 };
    const server = await this.#factory({ era: "legacy", authInfo, requestInfo: request });
    await server.connect(transport);
    return session;
  }

  #sweep(): void {
    const before = Date.now() - idle;
    for (const [id, session] of this.#sessions) {
      if (session.open === 0 && session.lastUse < before) this.#end(id, session);
    }
  }

  #makeRoom(): void {
    const [oldest] = [...this.#sessions].toSorted(([, a], [, b]) => a.lastUse - b.lastUse);
    if (oldest === undefined) throw new GnosisError("LIMIT_REACHED", "Too many MCP sessions.");
    this.#end(...oldest);
  }

  #end(id: string, session: Session): void {
    this.#sessions.delete(id);
    void session.transport.close().catch(() => undefined);
  }
}

/** As the protocol wants it: 404 makes the client begin a new session. */
function unknownSession(): Response {
  const error = { code: -32001, message: "Session not found" };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status: 404 });
}
