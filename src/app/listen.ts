import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { GnosisError } from "../kernel/errors.ts";

/** A server that listens. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
  /** Takes no more calls, lets those that run finish for so many milliseconds, then ends them. */
  readonly close: (milliseconds: number) => Promise<void>;
}

/** What is listened with. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds that a client may take to send its request's head. */
  readonly headTimeout: number;
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

function explain(error: NodeJS.ErrnoException, { host, port }: ListenOptions): GnosisError {
  const next: Readonly<Record<string, string>> = {
    EADDRINUSE: `Another program has port ${port}; it may be a server that already runs. Stop it, or set GNOSIS_PORT.`,
    EACCES: "Take a port from 1024 on, or give the process the right to use this one.",
    EADDRNOTAVAIL: "Set host to an address of this machine.",
  };
  return new GnosisError(
    "CONFIG_INVALID",
    `The server can't listen on ${host}:${port} (${error.code ?? error.message}).`,
    {
      where: "port",
      ...(error.code !== undefined && next[error.code] !== undefined ? { next: next[error.code] as string } : {}),
    },
  );
}

/** Listens; CONFIG_INVALID with the reason when that can't be done. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const server = createServer(
    // Uploads and streams last as long as they last; only the head of a request has a time limit.
    {
      ...{ requestTimeout: 0, headersTimeout: options.headTimeout, keepAliveTimeout: 60_000, maxHeaderSize: 16_384 },
      // Some HTTP clients offer another protocol with an ordinary request (h2c): that is answered as if they hadn't.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
    getRequestListener(options.fetch, { overrideGlobalObjects: false }),
  );
  // The head has a size: within it no header is overlooked because there are many.
  server.maxHeadersCount = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const close = async (milliseconds: number): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), milliseconds);
    await closed;
    clearTimeout(timer);
  };
  return { server, port, close };
}
