import { GnosisError } from "../../kernel/errors.ts";

/** What the raw head of a request says, after the checks. */
export interface CheckedHead {
  /** Values by lower-case name; each header came once. */
  readonly headers: ReadonlyMap<string, string>;
  /** The media type alone, in lower case; absent when the client gave none. */
  readonly mediaType?: string;
  /** True when bytes may follow the head. */
  readonly hasBody: boolean;
  /** True when the client asks for a switch of protocols. */
  readonly upgrade: boolean;
}

/** Headers whose repetition changes nothing that we look at. */
const repeatable = new Set(["accept", "accept-encoding", "cache-control", "cookie", "via"]);

/** Request bodies of these types overrule the query inside the engine. */
const formTypes = new Set(["application/x-www-form-urlencoded", "multipart/form-data"]);

/** What only a browser sends: no program that speaks to an engine is one. */
const browserHeaders = ["origin", "sec-fetch-site", "sec-fetch-mode", "sec-websocket-protocol"];

function invalid(message: string): GnosisError {
  return new GnosisError("INPUT_INVALID", message);
}

/** Checks the head of a request as it came; throws INPUT_INVALID, MEDIA_TYPE_UNSUPPORTED or ORIGIN_DENIED. */
export function checkHead(method: string, httpVersion: string, rawHeaders: readonly string[]): CheckedHead {
  if (httpVersion !== "1.1") throw invalid("Only HTTP/1.1 is spoken here.");
  const headers = new Map<string, string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (headers.has(name)) {
      if (!repeatable.has(name)) throw invalid(`The header ${name} came twice.`);
      continue;
    }
    headers.set(name, rawHeaders[at + 1] ?? "");
  }
  if (!headers.has("host")) throw invalid("The Host header is missing.");
  for (const name of browserHeaders)
    if (headers.has(name)) throw new GnosisError("ORIGIN_DENIED", "Requests of a browser are not served here.");
  const hasBody = checkFraming(method, headers);
  const mediaType = readMediaType(headers.get("content-type"));
  return {
    headers,
    hasBody,
    upgrade: headers.has("upgrade") && /(^|,)\s*upgrade\s*(,|$)/i.test(headers.get("connection") ?? ""),
    ...(mediaType === undefined ? {} : { mediaType }),
  };
}

function checkFraming(method: string, headers: ReadonlyMap<string, string>): boolean {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (length !== undefined && coding !== undefined)
    throw invalid("Content-Length and Transfer-Encoding contradict each other.");
  if (length !== undefined && !/^(0|[1-9][0-9]{0,15})$/.test(length))
    throw invalid("Content-Length is not a plain number.");
  if (coding !== undefined && coding.toLowerCase() !== "chunked")
    throw invalid("Only the transfer coding 'chunked' is spoken here.");
  if (headers.has("content-encoding")) throw invalid("Encoded request bodies are not read here.");
  if (headers.has("trailer")) throw invalid("Trailers are not read here.");
  const expect = headers.get("expect");
  if (expect !== undefined && expect.toLowerCase() !== "100-continue") throw invalid("This expectation can't be met.");
  const hasBody = coding !== undefined || (length !== undefined && length !== "0");
  if (hasBody && (method === "GET" || method === "HEAD" || method === "DELETE"))
    throw invalid(`A ${method} request has no body.`);
  return hasBody;
}

function readMediaType(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  const type = (value.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (!/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type)) throw invalid("The Content-Type can't be read.");
  if (formTypes.has(type))
    throw new GnosisError(
      "MEDIA_TYPE_UNSUPPORTED",
      "Form bodies are not accepted: the engine would read them over the query.",
    );
  return type;
}
