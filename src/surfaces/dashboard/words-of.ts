import type { AnyOperation } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";

/** The same call in other ways: what one would type to make it without the dashboard. */
export interface CallWords {
  /** The words of Docker's own command, `docker` first; absent where it has none. */
  readonly docker?: readonly string[];
  readonly api: {
    readonly method: string;
    /** With the query, where there is one. */
    readonly path: string;
    /** JSON, where the call has a body. */
    readonly body?: string;
    /** The content type of the file that has to be sent as the body instead. */
    readonly upload?: string;
  };
}

/** Says a call as a docker command and as a request, out of the operation's definition. Throws INPUT_INVALID. */
export function wordsOf(operation: AnyOperation, input: Readonly<Record<string, unknown>>): CallWords {
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) {
    throw new GnosisError("INPUT_INVALID", parsed.error?.issues[0]?.message ?? "The input is not valid.");
  }
  const docker = operation.docker?.(parsed.data);
  return { api: requestOf(operation, input), ...(docker === undefined ? {} : { docker: ["docker", ...docker] }) };
}

function requestOf(operation: AnyOperation, input: Readonly<Record<string, unknown>>): CallWords["api"] {
  const { method, path: template } = operation.http;
  const inPath = new Set<string>();
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    inPath.add(name);
    return encodeURIComponent(String(input[name]));
  });
  const rest = Object.entries(input).filter(([name, value]) => !inPath.has(name) && value !== undefined);
  const upload = operation.upload === undefined ? {} : { upload: operation.upload.contentType };
  if (method === "GET" || method === "DELETE" || operation.upload !== undefined)
    return { method, path: path + queryOf(rest), ...upload };
  return { method, path, ...(rest.length === 0 ? {} : { body: JSON.stringify(Object.fromEntries(rest)) }) };
}

function queryOf(fields: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) {
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
      for (const one of value) query.append(name, one);
    } else query.append(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}
