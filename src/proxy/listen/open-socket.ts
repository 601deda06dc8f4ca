import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { GnosisError } from "../../kernel/errors.ts";
import { createExecOwners } from "../forward/exec-owners.ts";
import { createRefusals } from "../forward/refusals.ts";
import { callerOf, serve } from "../forward/serve.ts";
import { isTakenOver } from "../forward/take-over.ts";
import type { OpenSocket } from "../forward/turn.ts";
import type { ProxyParts } from "../parts.ts";
import type { GuardedSocketSettings } from "./settings.ts";
import { clearPath, listenOnPath } from "./unix-path.ts";

/** Connections to one socket at a time; each carries one request, so that this bounds requests and streams too. */
const mostConnections = 512;
/** Milliseconds for the head of a request to come. */
const headTimeout = 15_000;
/** Milliseconds that an idle connection is kept: longer than clients keep theirs. */
const idleTimeout = 120_000;
/** Milliseconds without a byte after which an upload is given up. */
const uploadTimeout = 300_000;

const options: ServerOptions = {
  headersTimeout: headTimeout,
  // Uploads take as long as they take; `uploadTimeout` ends those that stand still.
  requestTimeout: 0,
  keepAliveTimeout: idleTimeout,
  connectionsCheckingInterval: 5_000,
  // Registry credentials for many registries, filters and build arguments travel in the head.
  maxHeaderSize: 65_536,
  noDelay: true,
  insecureHTTPParser: false,
};

/** A guarded socket that listens. */
export interface GuardedSocket {
  readonly name: string;
  /** Where it listens: `unix:///path` or `tcp://host:port`. */
  readonly address: string;
  /** Stops listening and ends what is open. */
  readonly close: () => Promise<void>;
}

/** Opens one guarded socket. Throws CONFIG_INVALID for settings that can't be used. */
export async function openGuardedSocket(parts: ProxyParts, settings: GuardedSocketSettings): Promise<GuardedSocket> {
  const socket: OpenSocket = {
    ...{ parts, name: settings.name, role: settings.role, endpoint: settings.endpoint },
    execs: createExecOwners(parts.engine),
  };
  const refusals = createRefusals(socket);
  const connections = new Set<Duplex>();
  const busy = new WeakSet<object>();
  const listener: RequestListener = (request, response) => {
    const connection = request.socket;
    // A second request before the first is answered: nobody who speaks to an engine does that, and it makes smuggling easy.
    if (busy.has(connection) || isTakenOver(connection)) {
      const error = new GnosisError("INPUT_INVALID", "A request came before the one before it was answered.");
      refusals.record({ caller: callerOf(socket, request) }, request, error);
      connection.destroy();
      return;
    }
    busy.add(connection);
    response.once("close", () => busy.delete(connection));
    response.once("finish", () => busy.delete(connection));
    if (!request.complete) watchUpload(connection, request);
    void serve(socket, refusals, request, response);
  };
  const server = createHttpServer(settings, listener);
  server.maxConnections = mostConnections;
  // The head has a size: within it no header is overlooked because there are many.
  server.maxHeadersCount = 0;
  server.on(settings.tcp === undefined ? "connection" : "secureConnection", (connection: Duplex) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  server.on("connect", (_request, connection) => connection.destroy());
  server.on("clientError", (error: NodeJS.ErrnoException, connection) => {
    if (isTakenOver(connection)) return;
    refuseUnreadable(connection, error);
    const refusal = new GnosisError("INPUT_INVALID", `The request could not be read: ${error.code ?? error.message}.`);
    if (error.code !== "ECONNRESET") refusals.record({ caller: callerOf(socket) }, undefined, refusal);
  });
  const address = await listen(server, settings);
  return {
    name: settings.name,
    address,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await closed;
      refusals.close();
    },
  };
}

function watchUpload(connection: Socket, request: Parameters<RequestListener>[0]): void {
  connection.setTimeout(uploadTimeout, () => {
    if (!request.complete) connection.destroy();
  });
  request.once("end", () => connection.setTimeout(0));
}

function refuseUnreadable(connection: Duplex, error: NodeJS.ErrnoException): void {
  if (!connection.writable || error.code === "ECONNRESET") {
    connection.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const body = '{"message":"The request could not be read."}\n';
  connection.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function createHttpServer(settings: GuardedSocketSettings, listener: RequestListener): Server {
  if (settings.tcp === undefined) return createServer(options, listener);
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile } = settings;
  if (tlsCertFile === undefined || tlsKeyFile === undefined || tlsClientCaFile === undefined)
    throw new GnosisError("CONFIG_INVALID", `The guarded socket ${settings.name} listens on TCP without TLS.`, {
      where: "sockets",
      next: "Set tlsCertFile, tlsKeyFile and tlsClientCaFile: the client's certificate is what lets it in.",
    });
  const tls = {
    cert: readFileSync(tlsCertFile),
    key: readFileSync(tlsKeyFile),
    ca: readFileSync(tlsClientCaFile),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
  } as const;
  return createTlsServer({ ...options, ...tls, ALPNProtocols: ["http/1.1"] }, listener);
}

async function listen(server: Server, settings: GuardedSocketSettings): Promise<string> {
  const { path, tcp, mode, group } = settings;
  if ((path === undefined) === (tcp === undefined))
    throw new GnosisError(
      "CONFIG_INVALID",
      `The guarded socket ${settings.name} needs either a path or a TCP address.`,
      {
        where: "sockets",
      },
    );
  if (path !== undefined) {
    await clearPath(path);
    await listenOnPath(server, path, mode ?? "0600", group);
    return `unix://${path}`;
  }
  const [, host = "", port = ""] = /^\[?([^\]]*)\]?:([0-9]+)$/.exec(tcp ?? "") ?? [];
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port: Number(port) }, resolve);
  });
  const bound = server.address();
  return `tcp://${host}:${typeof bound === "object" && bound !== null ? bound.port : port}`;
}
