// A second path to the test engine on which a chosen request goes wrong: refused by the engine, cut off, or never answered so that its caller can be killed.
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { engineSocket } from "./engine-socket.ts";

/** What becomes of one request: the engine's error before or after the effect, the engine gone after it, or no answer to it. */
export type Fault = "error-before" | "error-after" | "gone-after" | "held-after";

/** The engine by way of a path that can break. */
export interface FaultyEngine {
  readonly path: string;
  /** The request that changes something and comes as the n-th from now on, counted from 1, goes wrong; resolves when it has. */
  readonly break: (n: number, fault: Fault) => Promise<void>;
  /** Everything goes well again; gives how many requests have changed something since `break`, or since the beginning. */
  readonly mend: () => number;
  readonly close: () => Promise<void>;
}

/** Opens it at a path where nothing is yet. */
export async function faultyEngine(path: string): Promise<FaultyEngine> {
  let plan: { n: number; fault: Fault; hit: () => void } | undefined;
  let count = 0;
  let gone = false;
  const open = new Set<Socket>();
  const vanish = (): void => {
    gone = true;
    for (const socket of open) socket.destroy();
  };
  const refuse = (response: ServerResponse): void => {
    response.writeHead(500, { "content-type": "application/json" });
    response.end(JSON.stringify({ message: "injected by the test" }));
  };
  const forward = (incoming: IncomingMessage, response: ServerResponse, fault: Fault | undefined, hit?: () => void) => {
    const { method, url: to, headers } = incoming;
    const outgoing = request({ socketPath: engineSocket(), method, path: to, headers }, (answer) => {
      if (fault === undefined) {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        return;
      }
      answer.resume().once("end", () => {
        if (fault === "error-after") refuse(response);
        if (fault === "gone-after") vanish();
        hit?.();
      });
    });
    outgoing.once("error", () => response.destroy());
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer((incoming, response) => {
    if (incoming.method === "GET" || incoming.method === "HEAD") return forward(incoming, response, undefined);
    count++;
    if (plan === undefined || count !== plan.n) return forward(incoming, response, undefined);
    const { fault, hit } = plan;
    if (fault !== "error-before") return forward(incoming, response, fault, hit);
    refuse(response);
    return hit();
  });
  server.on("connection", (socket) => {
    if (gone) socket.destroy();
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    break: (n, fault) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      count = 0;
      plan = { n, fault, hit: resolve };
      return promise;
    },
    mend: () => {
      plan = undefined;
      gone = false;
      return count;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
