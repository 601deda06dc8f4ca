import { connect } from "node:net";

/** What came back over a connection. */
export interface RawAnswer {
  /** Of the first answer; 0 when there was none. */
  readonly status: number;
  readonly text: string;
}

/** Sends exact bytes to a Unix socket and reads until the connection ends, or until a whole answer has come and `quiet` ms passed. */
export function sendBytes(path: string, bytes: string | Buffer, quiet = 400, bound = 15_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    // What answers a HEAD tells a length and has no body.
    const bodiless = bytes.toString().startsWith("HEAD ");
    const socket = connect(path);
    let timer: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(timer);
      clearTimeout(end);
      socket.destroy();
      const text = Buffer.concat(parts).toString("latin1");
      resolve({ status: Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1] ?? 0), text });
    };
    const end = setTimeout(done, bound);
    socket.on("error", done);
    socket.on("close", done);
    socket.on("data", (part) => {
      parts.push(part);
      clearTimeout(timer);
      const text = Buffer.concat(parts).toString("latin1");
      // Of what has a length the rest comes, however busy the machine is.
      const patience = bodiless || lengthOf(text) === undefined ? quiet : bound;
      timer = setTimeout(done, isWhole(text) ? 20 : patience);
    });
    socket.write(bytes);
  });
}

/** The length that an answer says it has, whole head and body; nothing while it is unknown. */
function lengthOf(text: string): number | undefined {
  const end = text.indexOf("\r\n\r\n");
  const length = end < 0 ? undefined : /^content-length: ([0-9]+)$/im.exec(text.slice(0, end))?.[1];
  return length === undefined ? undefined : end + 4 + Number(length);
}

/** Whether an answer has come to its end. */
function isWhole(text: string): boolean {
  const length = lengthOf(text);
  if (length !== undefined) return text.length >= length;
  if (!text.includes("\r\n\r\n")) return false;
  return / (204|304) /.test(text.slice(0, 20)) || text.endsWith("\r\n0\r\n\r\n");
}

/** The bytes of an ordinary request. */
export function requestBytes(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body?: string | Buffer,
): Buffer {
  const chunked = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "transfer-encoding" && value === "chunked",
  );
  const payload = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const all: Record<string, string> = {
    ...(Object.keys(headers).some((name) => name.toLowerCase() === "host") ? {} : { Host: "docker" }),
    ...headers,
  };
  if (body !== undefined && !chunked) all["Content-Length"] = String(payload.length);
  const head = `${method} ${target} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
  const framed = chunked
    ? Buffer.concat([
        ...(payload.length === 0
          ? []
          : [Buffer.from(`${payload.length.toString(16)}\r\n`), payload, Buffer.from("\r\n")]),
        Buffer.from("0\r\n\r\n"),
      ])
    : payload;
  return Buffer.concat([Buffer.from(head), framed]);
}
