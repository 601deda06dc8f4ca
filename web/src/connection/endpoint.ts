import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { rememberEndpoint } from "./remembered-endpoint.ts";
import { socket } from "./socket.ts";

const listeners = new Set<() => void>();
let turn = 0;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The engine that all pages of this tab mean; nothing where there is only one. */
export const useEndpoint = (): string | undefined => useSyncExternalStore(subscribe, () => socket.endpoint);

/** Another number whenever the pages mean another engine than before: what was drawn of the one before must go. */
export const useEngineTurn = (): number => useSyncExternalStore(subscribe, () => turn);

/** Names the engine that is meant already, as there are several now, or no longer: nothing that is shown changes. */
export function nameEndpoint(name: string | undefined): void {
  if (name === socket.endpoint) return;
  socket.endpoint = name;
  rememberEndpoint(name);
  for (const listener of listeners) listener();
}

/** Has every call of this tab mean another engine, and what is shown be read anew. */
export function chooseEndpoint(name: string | undefined, client: QueryClient): void {
  if (name === socket.endpoint) return;
  turn++;
  nameEndpoint(name);
  void client.resetQueries();
}
