import type { ServerResponse } from "node:http";
import type { GnosisError } from "../../kernel/errors.ts";
import { engineError } from "../forward/engine-words.ts";
import { endAfterReading } from "./linger.ts";

/** Answers with text that is JSON already. */
export function writeText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  // As text it leaves in one piece with the head.
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** Answers with a value as JSON. */
export function writeJson(response: ServerResponse, status: number, value: unknown): void {
  writeText(response, status, `${JSON.stringify(value)}\n`);
}

/** JSON text of objects that the live state holds: it makes a new object for whatever changes. */
const texts = new WeakMap<object, string>();

/** The JSON text of an object that doesn't change any more, kept for as long as the object is. */
export function textOf(value: object): string {
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = JSON.stringify(value)));
  return text;
}

/** Answers with a list, whose entries' text is kept for as long as the entries are. */
export function writeList(
  response: ServerResponse,
  entries: readonly object[],
  wrap: (list: string) => string = (list) => list,
): void {
  writeText(response, 200, `${wrap(`[${entries.map(textOf).join(",")}]`)}\n`);
}

/** Answers with an error in the form of the Engine API; an answer that has begun is broken off. */
export function writeError(response: ServerResponse, error: GnosisError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message } = engineError(error);
  const wait = error.detail.extra?.["retryAfter"];
  if (typeof wait === "number") response.setHeader("retry-after", String(wait));
  const { req: request } = response;
  if (request.complete || request.destroyed) {
    // Of a body that was given up nothing more can be read.
    if (!request.complete) response.setHeader("connection", "close");
    writeJson(response, status, { message });
    return;
  }
  const text = `${JSON.stringify({ message })}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    connection: "close",
  });
  response.write(text);
  endAfterReading(response);
}
