import { useSyncExternalStore } from "react";
import { socket } from "./socket.ts";

const key = "endpoint";
const listeners = new Set<() => void>();

/** The engine that all pages of this tab mean; nothing where there is only one. */
export function useEndpoint(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => socket.endpoint,
  );
}

/** What was chosen in this tab before it was loaded anew. */
export const rememberedEndpoint = (): string | undefined => sessionStorage.getItem(key) ?? undefined;

/** Has every call of this tab mean another engine. Whoever shows something draws it anew. */
export function chooseEndpoint(name: string | undefined): void {
  if (name === socket.endpoint) return;
  socket.endpoint = name;
  if (name === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, name);
  for (const listener of listeners) listener();
}
