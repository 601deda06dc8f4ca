import { useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useEndpoint } from "./endpoint.ts";
import { socket, type Answer, type Liveness } from "./socket.ts";

/** Whether the page is live, and since when it is not. */
export function useLiveness(): { readonly liveness: Liveness; readonly seen: Date } {
  const liveness = useSyncExternalStore(socket.subscribe, () => socket.liveness);
  return { liveness, seen: socket.seen };
}

/** The answer of an operation that only reads; asked again when the engine tells of a change. */
export function useRead<T>(operation: string, input: object = {}, enabled = true): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: [operation, input],
    queryFn: async () => (await socket.call<T>(operation, input)).value,
    enabled,
  });
}

/** A change: `mutate` makes it. What it touched is read again. */
export function useChange<T>(operation: string) {
  const client = useQueryClient();
  return useMutation<Answer<T>, Error, object>({
    mutationFn: (input) => socket.call<T>(operation, input),
    onSettled: () => void client.invalidateQueries(),
  });
}

/** Which reads an engine's event makes old. */
const touched: Readonly<Record<string, readonly string[]>> = {
  container: ["container", "host", "trash", "system", "event", "log"],
  image: ["image", "system", "event"],
  volume: ["volume", "system", "event"],
  network: ["network", "container", "event"],
};

/** Reads that a record makes old. Only those that were answered are read again: what is refused would be refused again, and recorded. */
const recorded: ReadonlySet<string> = new Set(["approval", "audit", "freeze", "session", "token", "undo", "policy"]);

/** Has what is made of records read again when there are new ones. */
export function useRecords(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      socket.onRecorded(() => {
        void client.invalidateQueries({
          predicate: ({ queryKey, state }) =>
            state.status === "success" && recorded.has(String(queryKey[0]).split(".")[0] ?? ""),
        });
      }),
    [client],
  );
}

/** Follows the engine's events and has what they touched read again, at most every 300 ms. Nothing polls. */
export function useEngineEvents(): void {
  const client = useQueryClient();
  const { liveness } = useLiveness();
  const endpoint = useEndpoint();
  useEffect(() => {
    if (liveness !== "live") return undefined;
    void client.invalidateQueries();
    const old = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      const nouns = new Set(old);
      old.clear();
      void client.invalidateQueries({
        predicate: ({ queryKey }) => nouns.has(String(queryKey[0]).split(".")[0] ?? ""),
      });
    };
    const end = socket.stream(
      "event.follow",
      {},
      {
        items: (items) => {
          for (const item of items as ({ type: string; action: string } | { missed: number } | { gap: object })[]) {
            // What happened meanwhile, nobody tells: everything may be old.
            if (!("type" in item)) void client.invalidateQueries();
            else if (!item.action.startsWith("exec_")) for (const noun of touched[item.type] ?? []) old.add(noun);
          }
          if (old.size > 0) timer ??= setTimeout(refresh, 300);
        },
        end: () => undefined,
      },
    );
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [client, liveness, endpoint]);
}
