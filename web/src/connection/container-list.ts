import type { QueryClient } from "@tanstack/react-query";
import { withChanges, type List } from "./list-changes.ts";
import { socket } from "./socket.ts";

const all = { all: true };
/** The list that pages show. */
const key = ["container.list", all];
/** Containers beyond which the whole list is read again. */
const many = 200;

/** Whether a read is that of the list, which is kept by `readAgain`. */
export const isContainerList = ([operation, input]: readonly unknown[]): boolean =>
  operation === key[0] && JSON.stringify(input) === JSON.stringify(all);

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
