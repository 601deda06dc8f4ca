import type { MouseEvent, ReactNode } from "react";
import { navigate } from "wouter/use-browser-location";

function follow(event: MouseEvent<HTMLAnchorElement>): void {
  // What opens another tab or window is the browser's own.
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    return;
  event.preventDefault();
  navigate(event.currentTarget.getAttribute("href") ?? "/");
}

/** A link to another page for long lists: it asks for nothing of where the page is, so that hundreds of them cost nothing. */
export const PageLink = (props: { readonly href: string; readonly title?: string; readonly children: ReactNode }) => (
  <a {...props} onClick={follow} />
);
