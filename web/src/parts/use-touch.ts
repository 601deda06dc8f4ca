import { useSyncExternalStore } from "react";

const touch = matchMedia("(max-width: 760px), (pointer: coarse)");

function subscribe(listener: () => void): () => void {
  touch.addEventListener("change", listener);
  return () => touch.removeEventListener("change", listener);
}

/** Whether the page is on a small screen or touched: a finger slips more easily than a mouse. */
export const useTouch = (): boolean => useSyncExternalStore(subscribe, () => touch.matches);
