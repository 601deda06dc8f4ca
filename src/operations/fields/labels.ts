import { z } from "zod";

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = (item: string | number | boolean | null): string => (item === null ? "" : String(item));

/** `NAME=value` pairs, or names alone, as an object. */
export function pairs(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf("=");
      return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** Names and values, as an object or as a list of `name=value`; gives an object of strings. */
export const namedValues = (description: string) =>
  z
    .union([z.record(z.string().min(1), value), z.array(z.string().min(1))])
    .transform((given) =>
      Array.isArray(given)
        ? pairs(given)
        : Object.fromEntries(Object.entries(given).map(([name, item]) => [name, text(item)])),
    )
    .describe(`${description} An object, or a list of \`name=value\`.`);

/** Labels to set. */
export const labels = namedValues("Labels.");

/** Labels to look for: `name` or `name=value`, one or several. */
export const labelFilter = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .transform((given) => (Array.isArray(given) ? given : given.split(",")))
  .describe("Only those with this label: `name` or `name=value`; several must all match.");
