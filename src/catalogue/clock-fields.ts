import type { z } from "zod";
import type { AnyOperation } from "./operation.ts";

const clocked = new WeakSet<object>();

/** Marks a schema whose value depends on when it is read, such as `2h` for two hours ago. */
export function readsClock<T extends z.ZodType>(schema: T): T {
  clocked.add(schema);
  return schema;
}

function isClocked(schema: unknown): boolean {
  for (let one = schema; typeof one === "object" && one !== null; one = innerOf(one)) if (clocked.has(one)) return true;
  return false;
}

const innerOf = (schema: object): unknown =>
  (schema as { readonly def?: { readonly innerType?: unknown } }).def?.innerType;

/** An input as parsed, with what was written in the place of fields that depend on the clock: the same call made again is the same. */
export function timelessInput(
  { input: schema }: Pick<AnyOperation, "input">,
  given: unknown,
  parsed: unknown,
): unknown {
  if (typeof parsed !== "object" || parsed === null || typeof given !== "object" || given === null) return parsed;
  const written = given as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [
      name,
      name in written && isClocked(schema.shape[name]) ? written[name] : value,
    ]),
  );
}
