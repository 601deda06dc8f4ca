import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Bytes that are read at a time from a Unix socket, into one buffer for the whole answer: a new one for each read costs more than copying. */
const bufferSize = 262_144;

/** Gets what was read; the bytes are its own only until it asks for more. False: no more until `resume`. */
export type Take = (part: Buffer) => boolean;

/** A connection that is read in pieces as large as what has come meanwhile. */
export interface Source {
  readonly socket: Duplex;
  /** Reads on after `take` gave false. */
  readonly resume: () => void;
}

/** A Unix socket: while nothing is wanted, nothing is read, and what comes waits in the kernel. */
export function unixSource(path: string, take: Take): Source {
  const socket: Socket = connect({
    path,
    onread: {
      buffer: Buffer.allocUnsafeSlow(bufferSize),
      callback: (count, buffer) => take(Buffer.from(buffer.buffer, buffer.byteOffset, count)),
    },
  });
  return { socket, resume: () => void socket.resume() };
}

/** Any other connection: what has come is taken together. */
export function streamSource(socket: Duplex, take: Take): Source {
  let wanted = true;
  const read = (): void => {
    while (wanted) {
      const part = socket.read() as Buffer | null;
      if (part === null) return;
      wanted = take(part);
    }
  };
  socket.on("readable", read);
  const resume = (): void => {
    wanted = true;
    read();
  };
  return { socket, resume };
}
