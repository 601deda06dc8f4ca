import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";

/** Filters as one map: every value of a key may match, every key must. */
export type FilterMap = Record<string, string[]>;

/** Most values in one `filters` parameter. */
const mostValues = 500;

/**
 * Reads a `filters` parameter in both shapes that clients send, `{"label":["a"]}` and `{"label":{"a":true}}`, into one map.
 * Throws INPUT_INVALID for anything else, doubled and unknown keys included.
 */
export function readFilters(value: string, known: readonly string[]): FilterMap {
  const parsed = parseStrictJson(value, { maxBytes: 65_536, maxDepth: 3, maps: new Set(known) });
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new GnosisError("INPUT_INVALID", "The filters are not a JSON object.", { where: "filters" });
  const read: FilterMap = {};
  let count = 0;
  for (const [key, values] of Object.entries(parsed)) {
    if (!known.includes(key))
      throw new GnosisError("INPUT_INVALID", `Invalid filter '${key}'`, {
        where: `filters.${key}`,
        next: known.length === 0 ? "This list has no filters." : `Known here: ${known.join(", ")}.`,
      });
    read[key] = readValues(key, values);
    count += read[key].length;
  }
  if (count > mostValues)
    throw new GnosisError("INPUT_INVALID", `More than ${mostValues} filter values.`, { where: "filters" });
  return read;
}

function readValues(key: string, values: unknown): string[] {
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return [...new Set(values)];
  // In the map form the engine looks at the keys alone: `false` filters just as `true` does.
  if (typeof values === "object" && values !== null && !Array.isArray(values)) {
    if (Object.values(values).every((value) => typeof value === "boolean")) return Object.keys(values);
  }
  throw new GnosisError("INPUT_INVALID", `The filter ${key} is neither a list of texts nor a map of booleans.`, {
    where: `filters.${key}`,
  });
}
