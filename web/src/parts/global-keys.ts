import { useEffect } from "react";
import { useLocation } from "wouter";
import { actOf } from "./keys/in-force.ts";
import { awaitLetter, awaitsLetter, isPlain } from "./keys/single.ts";

/** What the keys of every page show over it. */
export type Over = "palette" | "help" | "notices";

const acts = ["help", "go", "filter", "approvals", "notices", "tab-before", "tab-after"] as const;

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

/** The keys that act on every page: the palette, the help, a page's letter, the filter, the tabs. */
export function useGlobalKeys(
  pages: readonly { readonly path: string; readonly key: string }[],
  show: (what: Over) => void,
): void {
  const [, go] = useLocation();
  useEffect(() => {
    const single = (key: string): boolean => {
      const page = awaitsLetter() ? pages.find((one) => one.key === key) : undefined;
      const act = page === undefined ? actOf(key, acts) : undefined;
      awaitLetter(act === "go");
      if (page !== undefined) go(page.path);
      else if (act === "help" || act === "notices") show(act);
      else if (act === "filter") return focusFilter();
      else if (act === "approvals") go("/approvals");
      else if (act === "tab-before") return stepTab(-1);
      else if (act === "tab-after") return stepTab(1);
      else return false;
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        // A terminal has Ctrl K for itself.
        if (event.target instanceof Element && event.target.closest(".xterm") !== null) return;
        event.preventDefault();
        show("palette");
      } else if (isPlain(event) && event.key !== "Shift" && single(event.key)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [go, pages, show]);
}
