import { useSyncExternalStore } from "react";

/** Something that the browser keeps for this site. */
export interface Kept<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** Told when it is another; gives the way to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
}

const all = new Map<string | null, () => void>();
// Another tab of the same browser may change it too.
addEventListener("storage", ({ key }) => all.get(key)?.());

/** `read` makes of what was kept what it means now: an older page, or a person, may have written it. Nothing kept is `undefined`. */
export function keep<T>(place: string, read: (kept: unknown) => T, storage = () => localStorage): Kept<T> {
  const listeners = new Set<() => void>();
  let known: { readonly value: T } | undefined;
  const look = (): T => {
    try {
      return read(JSON.parse(storage().getItem(place) ?? "null") ?? undefined);
    } catch {
      return read(undefined);
    }
  };
  const tell = (): void => {
    known = undefined;
    for (const listener of listeners) listener();
  };
  all.set(place, tell);
  return {
    get: () => (known ??= { value: look() }).value,
    set: (value) => {
      storage().setItem(place, JSON.stringify(value));
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What is kept, drawn anew when it is another. */
export const useKept = <T>(kept: Kept<T>): T => useSyncExternalStore(kept.subscribe, kept.get);
