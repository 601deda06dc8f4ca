import { useSyncExternalStore } from "react";
import { ago, exact } from "./format.ts";

/** Milliseconds after which what was said of a moment is looked at again. */
const interval = 10_000;

const listeners = new Set<() => void>();
let ticks = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all moments of the page. */
function tick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    ticks++;
    for (const one of listeners) one();
  }, interval);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A moment: how long ago, with the exact time on hover. */
export function When({ at }: { readonly at: string | number }) {
  useSyncExternalStore(tick, () => ticks);
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at)}>
      {ago(at)}
    </time>
  );
}
