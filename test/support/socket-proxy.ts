import { connect, createServer, type Server, type Socket } from "node:net";
import { engineSocket } from "./engine-socket.ts";

/** Where something listens: the path of a Unix socket, or an address of this machine. */
type Place = string | { readonly host: string; readonly port: number };

/** A second path to the test engine that can appear and go away. */
export interface SocketProxy {
  readonly path: Place;
  readonly open: () => Promise<void>;
  /** Ends every connection and takes the socket away. */
  readonly close: () => Promise<void>;
}

/** A proxy for the engine's socket at another place; nothing is there until it is opened. */
export function socketProxy<P extends Place>(path: P): SocketProxy & { readonly path: P } {
  let server: Server | undefined;
  const open = new Set<Socket>();
  const forward = (socket: Socket): void => {
    const engine = connect(engineSocket());
    for (const end of [socket, engine]) {
      open.add(end);
      end.once("close", () => {
        open.delete(end);
        socket.destroy();
        engine.destroy();
      });
      end.on("error", () => undefined);
    }
    socket.pipe(engine).pipe(socket);
  };
  return {
    path,
    open: () =>
      new Promise((resolve, reject) => {
        server = createServer({ allowHalfOpen: true }, forward).once("error", reject).listen(path, resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        if (server === undefined) return resolve();
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
        return undefined;
      }),
  };
}
