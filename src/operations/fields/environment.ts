import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Environment variables, as an object or as a list of `NAME=value`; gives the engine's list. */
export const environment = (description: string) =>
  z
    .union([z.record(z.string().regex(/^[^=\0]+$/u), scalar), z.array(z.string().regex(/^[^=\0]+(=[^\0]*)?$/su))])
    .transform((given) =>
      Array.isArray(given)
        ? given
        : Object.entries(given).map(([name, value]) => (value === null ? name : `${name}=${String(value)}`)),
    )
    .describe(`${description} An object, or a list of \`NAME=value\`; any characters are allowed in values.`);

/** Later entries win over earlier ones of the same name; the order of first appearance stays. */
export function mergeEnvironment(...lists: (readonly string[] | undefined)[]): string[] {
  const byName = new Map<string, string>();
  for (const entry of lists.flatMap((list) => list ?? [])) byName.set(entry.split("=", 1)[0] ?? entry, entry);
  return [...byName.values()];
}
