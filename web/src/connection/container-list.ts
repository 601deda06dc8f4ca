import type { QueryClient } from "@tanstack/react-query";
import { socket } from "./socket.ts";

interface Row {
  readonly full_id: string;
  readonly created: string;
}
interface List {
  readonly containers: readonly Row[];
  readonly total: number;
}

const all = { all: true };
/** The list that pages show. */
const key = ["container.list", all];
/** Containers beyond which the whole list is read again. */
const many = 200;

/** Whether a read is that of the list, which is kept by `readAgain`. */
export const isContainerList = ([operation, input]: readonly unknown[]): boolean =>
  operation === key[0] && JSON.stringify(input) === JSON.stringify(all);

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

/**
 * Reads some containers of the list again, where it is shown: of a thousand, thirty that changed cost what thirty cost. Gives those of
 * which nothing new was said, also those that are on neither list.
 */
export async function readAgain(client: QueryClient, ids: ReadonlySet<string>): Promise<readonly string[]> {
  const query = client.getQueryCache().find({ queryKey: key, exact: true });
  if (query === undefined) return [];
  const { data, dataUpdatedAt: before, fetchStatus } = query.state;
  const whole = async (): Promise<readonly string[]> => {
    await client.invalidateQueries({ queryKey: key, exact: true });
    return [];
  };
  if (data === undefined || !query.isActive() || fetchStatus !== "idle" || ids.size > many) return whole();
  try {
    const { value } = await socket.call<List>("container.list", { ...all, id: [...ids] });
    // The whole list came meanwhile, and may be newer than this.
    if (query.state.dataUpdatedAt !== before) return [...ids];
    const { list, unchanged } = withChanges(query.state.data as List, ids, value.containers);
    client.setQueryData(key, list);
    return unchanged;
  } catch {
    return whole();
  }
}
