import type { Filters } from "./reader.ts";

/** Filters as the Engine API wants them in its query; undefined for none. */
export function encodeFilters(filters: Filters | undefined): string | undefined {
  const given = Object.entries(filters ?? {}).filter(([, values]) => values.length > 0);
  return given.length === 0 ? undefined : JSON.stringify(Object.fromEntries(given));
}
