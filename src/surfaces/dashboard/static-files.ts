import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** One file of the dashboard, ready to be sent. */
export interface Page {
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly headers: Readonly<Record<string, string>>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** First parts of the addresses that the browser draws a page for. */
const pages: ReadonlySet<string> = new Set([
  ...["", "containers", "stacks", "logs", "images", "volumes", "networks", "disk", "trash"],
  ...["activity", "approvals", "agents", "policy", "endpoints", "settings"],
]);

/** The place in index.html where each answer's own nonce is written. */
const noncePlace = "__NONCE__";

const policyFor = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/**
 * Serves the built dashboard out of one directory: files by their exact name, and index.html for the pages that the browser draws
 * itself. Nothing outside that directory can be named: a path has only letters, digits, `-`, `_` and single dots.
 */
export function createStaticFiles(directory: string): (path: string) => Promise<Page | undefined> {
  const read = async (name: string): Promise<Buffer<ArrayBuffer> | undefined> => {
    try {
      return (await readFile(join(directory, name))) as Buffer<ArrayBuffer>;
    } catch {
      return undefined;
    }
  };
  return async (path) => {
    const name = path.slice(1);
    if (/^(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/.test(name) && name !== "index.html") {
      const body = await read(name);
      const type = types[extname(name)];
      if (body === undefined || type === undefined) return undefined;
      const cache = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
      return { body, headers: { "content-type": type, "cache-control": cache } };
    }
    const index = pages.has(name.split("/")[0] ?? "") ? await read("index.html") : undefined;
    if (index === undefined) return undefined;
    const nonce = randomBytes(16).toString("base64");
    return {
      body: index.toString("utf8").replaceAll(noncePlace, nonce),
      headers: {
        "content-type": types[".html"] ?? "",
        "content-security-policy": policyFor(nonce),
        "cache-control": "no-store",
      },
    };
  };
}
