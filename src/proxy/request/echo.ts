import { GnosisError } from "../../kernel/errors.ts";
import { isObject } from "./read-body.ts";
import type { RawParameter } from "./query.ts";
import type { QueryRules } from "./query-types.ts";

/**
 * Some clients (docker-modem) write the same options into the query and the body. Takes out of a body what only repeats parameters
 * of the query that the route knows; the query's own value is what counts, as it does for the engine.
 */
export function withoutEcho(
  body: Readonly<Record<string, unknown>>,
  rules: QueryRules,
  parameters: readonly RawParameter[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(([key, value]) => {
      if (!Object.hasOwn(rules, key)) return true;
      return !parameters.some((parameter) => parameter.key === key && repeats(value, parameter.value));
    }),
  );
}

function repeats(value: unknown, written: string): boolean {
  if (typeof value === "object" && value !== null) return Array.isArray(value) || JSON.stringify(value) === written;
  return String(value ?? "") === written;
}

/** Refuses the body of a route that has none, unless it is empty or only repeats the query; it is never sent on. */
export function checkIgnoredBody(body: unknown, rules: QueryRules, parameters: readonly RawParameter[]): void {
  if (body === undefined || body === null) return;
  if (isObject(body) && Object.keys(withoutEcho(body, rules, parameters)).length === 0) return;
  throw new GnosisError("INPUT_INVALID", "This request takes no body.", { next: "Send it without one." });
}
