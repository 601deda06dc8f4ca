import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let said = "";

/** Has a screen reader say something that the page shows otherwise, or not at all. */
export function announce(text: string): void {
  // The same twice is said twice: what changes is a space that nobody hears.
  said = text === said ? `${text}\u00A0` : text;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where it is said: once on every page, there before anything is. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <p className="unseen" role="status" data-announced="">
      {text}
    </p>
  );
}
