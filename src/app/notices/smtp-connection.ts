import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** A connection to a mail server, one command at a time (RFC 5321). */
export interface SmtpConnection {
  /** Sends a line (or waits for the greeting when there is none) and gives the answer's text; another code throws. */
  readonly command: (line: string | undefined, ...codes: readonly number[]) => Promise<string>;
  /** Goes on over TLS (RFC 3207). */
  readonly secure: () => Promise<void>;
  readonly isSecure: () => boolean;
  readonly close: () => void;
}

/** Bytes of an answer beyond which the other side is not a mail server. */
const longestAnswer = 65_536;

/** Connects; over TLS from the start where `tls` is set. */
export async function connectSmtp(
  host: string,
  port: number,
  tls: boolean,
  signal: AbortSignal,
): Promise<SmtpConnection> {
  let socket = await connected(tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port }), tls);
  let secured = tls;
  const end = (): void => void socket.destroy(new Error("it took too long"));
  signal.addEventListener("abort", end, { once: true });
  return {
    isSecure: () => secured,
    command: async (line, ...codes) => {
      const answer = readAnswer(socket);
      if (line !== undefined) socket.write(`${line}\r\n`);
      const text = await answer;
      if (codes.includes(Number(text.slice(0, 3)))) return text;
      throw new Error(`the mail server said '${text.split("\n")[0]?.slice(0, 200)}'`);
    },
    secure: async () => {
      socket = await connected(connectTls({ socket, servername: host }), true);
      secured = true;
    },
    close: () => {
      signal.removeEventListener("abort", end);
      socket.destroy();
    },
  };
}

function connected(socket: Socket, tls: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once(tls ? "secureConnect" : "connect", () => {
      socket.off("error", reject);
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });
}

/** One answer: lines `250-…` and a last one `250 …`. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const settle = (done: () => void): void => {
      socket.off("data", more);
      socket.off("close", ended);
      done();
    };
    const more = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      if (/^\d{3}(?: .*)?\r?\n$/m.test(text.slice(text.lastIndexOf("\n", text.length - 2) + 1)))
        settle(() => resolve(text));
      else if (text.length > longestAnswer) settle(() => reject(new Error("it does not speak SMTP")));
    };
    const ended = (): void => settle(() => reject(new Error("the mail server closed the connection")));
    socket.on("data", more);
    socket.once("close", ended);
  });
}
