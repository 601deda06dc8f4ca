import { useEffect, useRef } from "react";
import type { Approval } from "../pages/approvals/shapes.ts";
import { useToasts } from "./toasts.tsx";

/** Milliseconds before the end at which it is told: time enough to read, and to ask for more. */
const before = 3 * 60_000;

/** Tells, politely and once for each, that a call which waits for an answer is soon a no. */
export function useExpiryNotices(waiting: readonly Approval[] | undefined): void {
  const toasts = useToasts();
  const told = useRef(new Set<string>());
  useEffect(() => {
    const timers = (waiting ?? []).map(({ id, operation, caller, expires }) => {
      const key = `${id} ${expires}`;
      const left = Date.parse(expires) - Date.now();
      if (told.current.has(key) || left <= 0) return undefined;
      return setTimeout(
        () => {
          told.current.add(key);
          toasts.done(
            `${operation} of ${caller.name} is denied in ${Math.max(1, Math.round(Math.min(left, before) / 60_000))} minutes unless it is answered. Approvals can give it 15 more, once.`,
          );
        },
        Math.max(0, left - before),
      );
    });
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [waiting, toasts]);
}
