import { Agent, request, type RequestOptions } from "node:http";

/** One question, asked again and again over kept connections. */
export interface Question {
  readonly name: string;
  /** Sends it once and reads the whole answer; gives the number of bytes. */
  readonly ask: () => Promise<number>;
  readonly close: () => void;
}

/** A question over HTTP; `options` say where to (a socket path, or host and port), what, and with which headers. */
export function question(
  name: string,
  options: Omit<RequestOptions, "headers"> & { readonly headers: Readonly<Record<string, string>> },
  body?: string,
): Question {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    ...options.headers,
    ...(body !== undefined && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }),
  };
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({ ...options, headers, agent }, (response) => {
        let length = 0;
        response.on("data", (part: Buffer) => (length += part.length));
        response.once("error", reject).once("end", () => {
          const status = response.statusCode ?? 0;
          if (status >= 400)
            reject(new Error(`${name}: ${String(options.method)} ${String(options.path)} gave ${status}`));
          else resolve(length);
        });
      });
      sent.once("error", reject).end(body);
    });
  return { name, ask, close: () => agent.destroy() };
}
