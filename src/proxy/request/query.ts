import { GnosisError } from "../../kernel/errors.ts";
import type { QueryRules } from "./query-types.ts";

/** One parameter after unescaping, in the order it came. */
export interface RawParameter {
  readonly key: string;
  readonly value: string;
}

/** What a route reads from its query. */
export interface ReadQuery {
  /** The first value of each parameter as it goes to the engine. */
  readonly values: Readonly<Record<string, string>>;
  /** All of them in order, for the request that is sent. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** Characters that stand for themselves in a query; a semicolon separates for some readers and not for others. */
const queryShape = /^(?:[A-Za-z0-9\-._~!$'()*+,:@/?&={}[\]"^|<>`\\]|%[0-9A-Fa-f]{2})*$/;

/** Splits and unescapes a query; throws INPUT_INVALID for bad escapes, semicolons and text that is not UTF-8. */
export function splitQuery(query: string): RawParameter[] {
  if (query === "") return [];
  if (!queryShape.test(query))
    throw new GnosisError("INPUT_INVALID", "The query has characters or escapes that are not valid.");
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      const key = equals < 0 ? part : part.slice(0, equals);
      if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key))
        throw new GnosisError("INPUT_INVALID", "The query has a parameter whose name is not plain.");
      return { key, value: unescape(equals < 0 ? "" : part.slice(equals + 1), key) };
    });
}

function unescape(value: string, key: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    throw new GnosisError("INPUT_INVALID", `The query parameter ${key} has an escape that is not UTF-8.`, {
      where: key,
    });
  }
}

/**
 * Reads parameters by a route's rules. `echoed` says which others may be left out because the body has them: some clients write
 * every member of a body into the query too, where no engine reads it. Everything else unknown or doubled is INPUT_INVALID.
 */
export function readQuery(
  parameters: readonly RawParameter[],
  rules: QueryRules,
  echoed: (key: string) => boolean = () => false,
): ReadQuery {
  const values: Record<string, string> = {};
  const pairs: [string, string][] = [];
  const seen = new Set<string>();
  for (const { key, value } of parameters) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      if (echoed(key)) continue;
      throw new GnosisError("INPUT_INVALID", `The query parameter ${key} is not known here.`, { where: key });
    }
    if (seen.has(key) && rule.many !== true)
      throw new GnosisError("INPUT_INVALID", `The query parameter ${key} came twice.`, { where: key });
    seen.add(key);
    const read = rule.read(value, key);
    if (read === undefined || rule.dropped === true) continue;
    values[key] ??= read;
    pairs.push([key, read]);
  }
  return { values, pairs };
}

/** The query text of these pairs, with its question mark; empty for none. */
export function writeQuery(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return "";
  return `?${pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;
}
