import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { parse } from "hono/utils/cookie";
import { WebSocketServer } from "ws";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { OnRecord } from "../../guard/audit/watched-writer.ts";
import type { Guard } from "../../guard/guard.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { headerValues } from "../http/app.ts";
import { checkHost } from "../http/check-host.ts";
import { checkOrigin } from "../http/check-origin.ts";
import { type DashboardParts, pageCaller } from "./mount.ts";
import { servePage, signedOut } from "./page-socket.ts";
import { type PageCredentials, sessionCookie } from "./session-store.ts";

/** What pages' sockets are made of. */
export interface PageParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  readonly dashboard: DashboardParts;
  readonly onRecord?: OnRecord;
  readonly allowedHosts: readonly string[];
}

/** Bytes that one message of a page may have. */
const maxMessage = 256 * 1024;

function check(request: IncomingMessage, allowedHosts: readonly string[]): void {
  checkHost(headerValues(request.rawHeaders, "host"), allowedHosts);
  const { origin, host = "" } = request.headers;
  // Browsers always send it with a WebSocket: a page without one is not ours.
  if (origin === undefined)
    throw new GnosisError("ORIGIN_DENIED", "A page's socket needs an Origin.", { where: "Origin" });
  checkOrigin({ host: host.toLowerCase(), origin, fetchSite: undefined, navigates: false });
}

/** The protocol of a page's socket. Browsers let a page say nothing else with a WebSocket: the page's half of its session stands beside it. */
const pageProtocol = "gnosis-page";
const half = /^key\.([\w-]+)$/;

function shownIn({ headers }: IncomingMessage): PageCredentials {
  const said = (headers["sec-websocket-protocol"] ?? "").split(",").map((one) => half.exec(one.trim())?.[1]);
  return { cookie: parse(headers.cookie ?? "")[sessionCookie], page: said.find((one) => one !== undefined) };
}

function refuse(socket: Duplex, error: GnosisError): void {
  socket.end(`HTTP/1.1 ${error.status} ${error.code}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Takes the WebSocket of each tab at /ui/socket, with the same Host and Origin checks as everything else and its session's cookie. */
export function acceptPages(parts: PageParts): {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
} {
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: maxMessage, perMessageDeflate: false },
    handleProtocols: (offered) => (offered.has(pageProtocol) ? pageProtocol : false),
  });
  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (request.url !== "/ui/socket") throw new GnosisError("ROUTE_UNKNOWN", "Only /ui/socket takes a WebSocket.");
    check(request, parts.allowedHosts);
    const shown = shownIn(request);
    const caller = () => pageCaller(parts.dashboard, shown);
    if ((await caller()) === undefined) throw new GnosisError("UNAUTHENTICATED", "Nobody is signed in.");
    sockets.handleUpgrade(request, socket, head, (page) => {
      const look = () => pageCaller(parts.dashboard, shown, "peek");
      const { guard, catalogue, onRecord } = parts;
      servePage(page, { guard, catalogue, caller, look, ...(onRecord === undefined ? {} : { onRecord }) });
      page.on(
        "close",
        parts.dashboard.sessions.watch(shown.cookie ?? "", () => page.close(signedOut, "signed out")),
      );
    });
  };
  return {
    upgrade: (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      accept(request, socket, head).catch((thrown: unknown) => refuse(socket, asGnosisError(thrown)));
    },
    close: () => {
      for (const page of sockets.clients) page.close(1001, "the server stops");
      sockets.close();
    },
  };
}
