import { GnosisError } from "../kernel/errors.ts";
import type { ErrorCode } from "../kernel/error-table.ts";
import { neededBy, productOf } from "./capabilities.ts";
import { registryTrouble } from "./registry-trouble.ts";
import type { Transport } from "./transport/transport.ts";

/** The engine as errors name it. */
export interface EngineName {
  readonly name: string;
  readonly address: string;
}

const said: readonly (readonly [RegExp, ErrorCode])[] = [
  [/no such container/i, "CONTAINER_NOT_FOUND"],
  [/no such exec|exec instance/i, "EXEC_NOT_FOUND"],
  [/no such image|image not known|pull access denied|manifest.* unknown|reference does not exist/i, "IMAGE_NOT_FOUND"],
  [/no such volume|get .*: no such volume/i, "VOLUME_NOT_FOUND"],
  [/network .*not found|no such network/i, "NETWORK_NOT_FOUND"],
  [/could not find the file|no such file or directory/i, "PATH_NOT_FOUND"],
  [/page not found|not implemented|^not found$/i, "ENGINE_LACKS"],
];

const byPath: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^\/containers\//, "CONTAINER_NOT_FOUND"],
  [/^\/images\//, "IMAGE_NOT_FOUND"],
  [/^\/volumes\//, "VOLUME_NOT_FOUND"],
  [/^\/networks\//, "NETWORK_NOT_FOUND"],
  [/^\/exec\//, "EXEC_NOT_FOUND"],
];

/** Refusals that some engines report as failures of their own. */
const conflicts =
  /port is already allocated|address already in use|is already in use|has active endpoints|conflict:|container state improper|network already exists/i;

function codeOf(status: number, path: string, text: string): ErrorCode {
  if (status === 404) {
    const match = said.find(([pattern]) => pattern.test(text)) ?? byPath.find(([pattern]) => pattern.test(path));
    return match?.[1] ?? "ENGINE_REFUSED";
  }
  if (status === 409 || conflicts.test(text)) return "CONFLICT";
  if (status === 501) return "ENGINE_LACKS";
  // A list filter that names what isn't there is reported by engines as a failure of their own.
  if (status === 500 && path.endsWith("/json") && /^no such container/i.test(text)) return "CONTAINER_NOT_FOUND";
  // Podman's words for what went away while it was being asked for.
  if (status === 500 && /does not exist in database: no such container/i.test(text)) return "CONTAINER_NOT_FOUND";
  // A program that is not in the image is the caller's mistake, and Podman's failure.
  if (status === 500 && /OCI runtime attempted to invoke a command that was not found/.test(text))
    return "ENGINE_REFUSED";
  return status >= 500 ? "ENGINE_FAILED" : "ENGINE_REFUSED";
}

/** What was asked of which engine, for the error that says what it lacks. */
interface Asked {
  readonly method?: string;
  /** The head `Server` of its answer. */
  readonly server?: unknown;
}

/** An engine that has no such call: which engine, and what is lacking. */
function lacks(path: string, { method = "", server }: Asked): string {
  const product = productOf(server);
  const engine = product === undefined ? "This engine" : `${product.product} ${product.version}`;
  const what = neededBy(method, path);
  return what === undefined ? `${engine} has no ${`${method} ${path}`.trim()}.` : `${engine} lacks this: ${what}.`;
}

/** The engine's answer of status 400 or more as an error with the engine's own words. */
export function refusal(status: number, path: string, body: string, asked: Asked = {}): GnosisError {
  let text = body.trim();
  try {
    const { message, cause } = JSON.parse(body) as { message?: unknown; cause?: unknown };
    if (typeof message === "string") text = message;
    else if (typeof cause === "string") text = cause;
  } catch {
    // Old engines and proxies answer with plain text.
  }
  if (/HTTP request to an HTTPS server/.test(text))
    return new GnosisError("ENGINE_UNREACHABLE", "The engine wants TLS, and was spoken to without.", {
      next: "Give its endpoint the CA, a client certificate and its key (tlsCaFile, tlsCertFile, tlsKeyFile).",
    });
  const code = codeOf(status, path, text);
  if (code === "ENGINE_LACKS")
    return new GnosisError(code, lacks(path, asked), {
      extra: { engineStatus: status },
      internal: text.slice(0, 2000),
    });
  return new GnosisError(code, `The engine says: ${text.slice(0, 2000) || `status ${status}`}`, {
    extra: { engineStatus: status },
    ...(code === "ENGINE_FAILED" && path.includes("/images/") ? registryTrouble(text) : {}),
  });
}

/** A connection that could not be made or broke before the answer came. */
export function unreachable(engine: EngineName, transport: Transport, error: unknown, sent: boolean): GnosisError {
  const cause: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const explained = transport.explain(cause);
  const why = explained?.message ?? (sent ? "It closed the connection before it answered." : `${cause.message}.`);
  return new GnosisError(
    "ENGINE_UNREACHABLE",
    `The engine ${engine.name} (${engine.address}) can't be reached. ${why}`,
    {
      ...(explained?.next !== undefined && { next: explained.next }),
      extra: { tried: engine.address, ...(cause.code !== undefined && { reason: cause.code }) },
      internal: cause.stack ?? cause.message,
      cause,
    },
  );
}

/** What to throw when an answer broke off in its middle; the reason of an abort stays what it is. */
export function brokenOff(error: unknown): unknown {
  if (error instanceof GnosisError || (error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name)))
    return error;
  const internal = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new GnosisError("ENGINE_UNREACHABLE", "The engine's answer broke off.", { internal, cause: error });
}

/** An answer that could not be understood. */
export const nonsense = (what: string, internal?: string): GnosisError =>
  new GnosisError(
    "ENGINE_FAILED",
    `The engine's answer could not be read: ${what}.`,
    internal === undefined ? {} : { internal },
  );
