import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { isContainerList, readAgain } from "./container-list.ts";
import { useEndpoint } from "./endpoint.ts";
import { socket, type Answer, type Liveness } from "./socket.ts";

/** Whether the page is live, and since when it is not. */
export function useLiveness(): { readonly liveness: Liveness; readonly seen: Date } {
  const liveness = useSyncExternalStore(socket.subscribe, () => socket.liveness);
  return { liveness, seen: socket.seen };
}

/**
 * Milliseconds after which something is read once more of which the server had not heard all yet, each time longer; events that it hears of
 * later tell themselves.
 */
const later = [1000, 3000, 9000];

/** How often in a row each list has been answered without all that has happened. */
const lacking = new Map<string, number>();

/** Has a list read again that lacks what has just happened. */
function catchUp(client: QueryClient, queryKey: QueryKey, behind: boolean): void {
  const key = JSON.stringify(queryKey);
  const tries = lacking.get(key) ?? 0;
  const wait = later[tries];
  if (behind && wait !== undefined) {
    lacking.set(key, tries + 1);
    setTimeout(() => void client.invalidateQueries({ queryKey, exact: true }), wait);
  } else lacking.delete(key);
}

/** The answer of an operation that only reads; asked again when the engine tells of a change. */
export function useRead<T>(
  operation: string,
  input: object = {},
  enabled = true,
  /** Shows what was answered to another input until this one's answer is there. */
  { keeps = false }: { readonly keeps?: boolean } = {},
): UseQueryResult<T> {
  const client = useQueryClient();
  return useQuery<T>({
    queryKey: [operation, input],
    queryFn: async ({ queryKey }) => {
      const { value, behind = false } = await socket.call<T>(operation, input);
      // What is measured is as old as its sample: only of lists does it mean that something is lacking.
      if (operation.endsWith(".list")) catchUp(client, queryKey, behind);
      return value;
    },
    enabled,
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
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
  container: ["container", "stack", "host", "trash", "system", "event", "log"],
  image: ["image", "system", "event"],
  volume: ["volume", "stack", "system", "event"],
  network: ["network", "stack", "event"],
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

/** Milliseconds for which events are gathered before what they touched is read again. */
const gather = 300;
interface EngineEvent {
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is done with a container and changes nothing that a list says of it. */
const unlisted = /^(?:update|top|attach|detach|resize|copy|export|commit|archive-path|extract-to-dir)\b/;

/** Which container an event is about; nothing where it says none. */
const containerOf = ({ type, id, attributes }: EngineEvent): string | undefined =>
  type === "container" ? id : attributes["container"];

/** Follows the engine's events and has what they touched read again, at most every 300 ms. Nothing polls. */
export function useEngineEvents(): void {
  const client = useQueryClient();
  const { liveness } = useLiveness();
  const endpoint = useEndpoint();
  useEffect(() => {
    if (liveness !== "live") return undefined;
    void client.invalidateQueries();
    const old = new Set<string>();
    const changed = new Set<string>();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let [waiting, reading, over] = [false, false, false];
    const soon = (time: number, run: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, time);
      timers.add(timer);
    };
    const plan = (): void => {
      if (waiting || reading || over || old.size === 0) return;
      waiting = true;
      soon(gather, () => void refresh());
    };
    const read = async (ids: ReadonlySet<string>, time: number): Promise<void> => {
      const unchanged = await readAgain(client, ids);
      const wait = later[time];
      if (unchanged.length === 0 || wait === undefined || over) return;
      soon(wait, () => void read(new Set(unchanged), time + 1));
    };
    const refresh = async (): Promise<void> => {
      waiting = false;
      const [nouns, ids] = [new Set(old), new Set(changed)];
      old.clear();
      changed.clear();
      void client.invalidateQueries({
        predicate: ({ queryKey }) => nouns.has(String(queryKey[0]).split(".")[0] ?? "") && !isContainerList(queryKey),
      });
      if (ids.size === 0) return;
      reading = true;
      await read(ids, 0);
      reading = false;
      plan();
    };
    const end = socket.stream(
      "event.follow",
      {},
      {
        items: (items) => {
          for (const event of items as (EngineEvent | { missed: number } | { gap: object })[]) {
            if (!("type" in event)) {
              // What happened meanwhile, nobody tells: everything may be old.
              void client.invalidateQueries();
              continue;
            }
            if (event.action.startsWith("exec_")) continue;
            for (const noun of touched[event.type] ?? []) old.add(noun);
            const container = containerOf(event);
            if (container === undefined) continue;
            // Also who joins or leaves a network is another container from then on.
            old.add("container");
            if (!unlisted.test(event.action)) changed.add(container);
          }
          plan();
        },
        end: () => undefined,
      },
    );
    return () => {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      end();
    };
  }, [client, liveness, endpoint]);
}
