/** Lists that the engine gives in an order of its own choosing every time, because it walks a Go map. */
const unordered = new Set(["Ports", "Mounts", "ExecIDs", "RepoTags", "RepoDigests"]);

/** An answer of the engine with what has no order in it sorted, so that two answers can be compared. */
export function sortedAnswer(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sortedAnswer(item));
    if (!unordered.has(key) && !isNamedList(value)) return items;
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sortedAnswer(item, name)]));
}

/** Volumes and networks are listed in no order. */
const isNamedList = (value: readonly unknown[]): boolean =>
  value.length > 0 &&
  value.every((item) => typeof item === "object" && item !== null && "Name" in item && "Driver" in item);
