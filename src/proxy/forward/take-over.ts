import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What Node's HTTP server listens for on a connection; afterwards it must not see another byte. */
const listened = ["data", "end", "drain", "timeout", "readable"] as const;

const takenOver = new WeakSet<object>();

/**
 * Takes a connection away from Node's HTTP server after a whole request, so that only bytes flow from here on. No `upgrade` listener
 * is used: with one, Node 22 and 24 give the request's body unparsed and Node 26 parsed; without one every version parses it.
 */
export function takeOver(request: IncomingMessage, response: ServerResponse): Socket {
  const { socket } = request;
  takenOver.add(socket);
  response.detachSocket(socket);
  for (const event of listened) socket.removeAllListeners(event);
  socket.setTimeout(0);
  socket.setNoDelay(true);
  // Errors end in `close`, which whoever uses the connection waits for.
  socket.on("error", () => {});
  return socket;
}

/** Whether the connection no longer speaks HTTP. */
export const isTakenOver = (socket: object): boolean => takenOver.has(socket);
