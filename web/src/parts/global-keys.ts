import { useEffect } from "react";
import { useLocation } from "wouter";
import { isSingle } from "./keys.ts";

/** Milliseconds that `g` waits for its letter. */
const patience = 1500;

const focusFilter = (): boolean => {
  const field = document.querySelector<HTMLInputElement>("[data-filter], main input[type=search]");
  field?.focus();
  return field !== null;
};

/** The next or the former tab of the page, as one stands in its tabs. */
function stepTab(step: number): boolean {
  const tabs = [...document.querySelectorAll<HTMLAnchorElement>("main nav.tabs a")];
  const now = tabs.findIndex((tab) => tab.getAttribute("aria-current") === "page");
  const next = tabs[now + step];
  next?.click();
  return next !== undefined;
}

/** The keys that act on every page: the palette, the help, `g` and a page's letter, the filter, the tabs. */
export function useGlobalKeys(
  pages: readonly { readonly path: string; readonly key: string }[],
  show: (what: "palette" | "help") => void,
): void {
  const [, go] = useLocation();
  useEffect(() => {
    let waiting = 0;
    const single = (key: string): boolean => {
      const page = Date.now() - waiting < patience ? pages.find((one) => one.key === key) : undefined;
      waiting = key === "g" && page === undefined ? Date.now() : 0;
      if (page !== undefined) go(page.path);
      else if (key === "?") show("help");
      else if (key === "/") return focusFilter();
      else if (key === "A") go("/approvals");
      else if (key === "[") return stepTab(-1);
      else if (key === "]") return stepTab(1);
      else return false;
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        // A terminal has Ctrl K for itself.
        if (event.target instanceof Element && event.target.closest(".xterm") !== null) return;
        event.preventDefault();
        show("palette");
      } else if (isSingle(event) && single(event.key)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [go, pages, show]);
}
