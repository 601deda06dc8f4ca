import { Agent, request, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";

/** Where the server's `/mcp` is, and what shows who calls. */
export interface Destination {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer's head and the messages of its body as they come. */
export interface Exchanged {
  readonly status: number;
  readonly session?: string;
  readonly messages: AsyncGenerator<string, void, void>;
}

/** Sends HTTP requests over kept connections. */
export class Exchange {
  readonly #to: Destination;
  readonly #agent: Agent;

  constructor(to: Destination) {
    this.#to = to;
    const options = { keepAlive: true, maxSockets: 64, noDelay: true };
    this.#agent = to.url.protocol === "https:" ? new SecureAgent(options) : new Agent(options);
  }

  /** Sends a body, or asks for the stream of the server's own messages when there is none. */
  async send(
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Exchanged> {
    const response = await this.#open(body, headers, signal);
    const session = response.headers["mcp-session-id"];
    const events = /^text\/event-stream\b/i.test(response.headers["content-type"] ?? "");
    return {
      status: response.statusCode ?? 0,
      messages: events ? eventData(response) : wholeBody(response),
      ...(typeof session === "string" ? { session } : {}),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { url } = this.#to;
    const send = url.protocol === "https:" ? secureRequest : request;
    return new Promise((resolve, reject) => {
      const outgoing = send(
        url,
        {
          method: body === undefined ? "GET" : "POST",
          agent: this.#agent,
          signal,
          headers: {
            ...this.#to.headers,
            accept: body === undefined ? "text/event-stream" : "application/json, text/event-stream",
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
            ...headers,
          },
        },
        resolve,
      );
      outgoing.once("error", reject);
      outgoing.end(body);
    });
  }
}

async function* wholeBody(response: IncomingMessage): AsyncGenerator<string, void, void> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8").trim();
  if (text !== "") yield text;
}

/** The `data` of each event of a stream (HTML Living Standard, section 9.2); ids, names and comments are of no use here. */
export async function* eventData(body: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.some((one) => one !== "")) yield data.join("\n");
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    }
  }
}
