import type { ServerResponse } from "node:http";
import type { GnosisError } from "../../kernel/errors.ts";
import { engineError } from "../forward/engine-words.ts";

/** Answers with text that is JSON already. */
export function writeText(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
  response.end(response.req.method === "HEAD" ? undefined : bytes);
}

/** Answers with a value as JSON. */
export function writeJson(response: ServerResponse, status: number, value: unknown): void {
  writeText(response, status, `${JSON.stringify(value)}\n`);
}

/** JSON text of objects that the live state holds: it makes a new object for whatever changes. */
const texts = new WeakMap<object, string>();

/** Answers with a list, whose entries' text is kept for as long as the entries are. */
export function writeList(
  response: ServerResponse,
  entries: readonly object[],
  wrap: (list: string) => string = (list) => list,
): void {
  const parts = entries.map((entry) => {
    let text = texts.get(entry);
    if (text === undefined) texts.set(entry, (text = JSON.stringify(entry)));
    return text;
  });
  writeText(response, 200, `${wrap(`[${parts.join(",")}]`)}\n`);
}

/** Answers with an error in the form of the Engine API; an answer that has begun is broken off. */
export function writeError(response: ServerResponse, error: GnosisError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What was not read is not waited for.
  if (!response.req.complete) response.setHeader("connection", "close");
  const { status, message } = engineError(error);
  const wait = error.detail.extra?.["retryAfter"];
  if (typeof wait === "number") response.setHeader("retry-after", String(wait));
  writeJson(response, status, { message });
}
