interface Row {
  readonly full_id: string;
  readonly created: string;
}
/** A list of containers, as the server gives it. */
export interface List {
  readonly containers: readonly Row[];
  readonly total: number;
}

/** The list with what is now said of some of its containers, newest first; rows that say the same stay the same objects. */
export function withChanges(
  { containers }: List,
  ids: ReadonlySet<string>,
  answered: readonly Row[],
): { readonly list: List; readonly unchanged: readonly string[] } {
  const fresh = new Map(answered.map((row) => [row.full_id, row]));
  const unchanged = new Set(ids);
  for (const id of fresh.keys()) unchanged.delete(id);
  const rows = containers.flatMap((row) => {
    if (!ids.has(row.full_id)) return [row];
    const now = fresh.get(row.full_id);
    fresh.delete(row.full_id);
    if (now === undefined) {
      unchanged.delete(row.full_id);
      return [];
    }
    if (JSON.stringify(now) !== JSON.stringify(row)) return [now];
    unchanged.add(row.full_id);
    return [row];
  });
  for (const row of fresh.values()) {
    const place = rows.findIndex(({ created }) => created < row.created);
    rows.splice(place < 0 ? rows.length : place, 0, row);
  }
  return { list: { containers: rows, total: rows.length }, unchanged: [...unchanged] };
}
