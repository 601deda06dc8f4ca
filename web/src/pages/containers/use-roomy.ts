import { useSyncExternalStore } from "react";

/** The width from which on all columns have room. */
const roomy = matchMedia("(min-width: 1501px)");

function subscribe(listener: () => void): () => void {
  roomy.addEventListener("change", listener);
  return () => roomy.removeEventListener("change", listener);
}

/** Whether the window has room for all columns: those that have none are not made, instead of being hidden in each row. */
export const useRoomy = (): boolean => useSyncExternalStore(subscribe, () => roomy.matches);
