/** An answer of the product, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where the content type is JSON, else undefined. */
  readonly body: any;
  readonly text: string;
}

/** Calls one server over HTTP as a client would. */
export interface Client {
  (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A client for the server at `url`, with that token where one is given. */
export function client(url: string, token?: string): Client {
  return async (method, path, body, headers = {}) => {
    const raw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        // Nothing stays open when the test file ends.
        connection: "close",
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get("content-type") ?? "").includes("json") && text !== "";
    return { status: response.status, headers: response.headers, text, body: json ? parse(text) : undefined };
  };
}

/** NDJSON has a JSON content type too, but is not one value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
