import type { Socket } from "node:net";

/** Milliseconds until a connection must stand: well below the engine calls' own deadline. */
export const connectLimit = 10_000;

/** Gives a socket up that does not get to `established` in time: a host may accept a connection and then say nothing. */
export function limitConnecting<S extends Socket>(socket: S, established: string, limit = connectLimit): S {
  const late = () => {
    const error: NodeJS.ErrnoException = new Error(`no connection within ${limit} ms`);
    error.code = "ETIMEDOUT";
    socket.destroy(error);
  };
  const timer = setTimeout(late, limit);
  timer.unref();
  const stop = () => clearTimeout(timer);
  return socket.once(established, stop).once("close", stop);
}
