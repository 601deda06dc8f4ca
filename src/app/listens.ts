import { connect } from "node:net";

/** Milliseconds that a server on this machine may take to accept a connection. */
const patience = 1_000;

/** Whether anything listens where the server would be. */
export function listens(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 80) });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
