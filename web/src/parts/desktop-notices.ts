import { useEffect, useRef } from "react";
import type { Approval } from "../pages/approvals/shapes.ts";

const key = "desktop-notices";

/** Whether this browser can show notices outside of the page. */
export const canNotify = (): boolean => "Notification" in window;

/** Whether they are wanted here, and allowed. */
export const notifies = (): boolean =>
  canNotify() && Notification.permission === "granted" && localStorage.getItem(key) === "on";

/** Switches them on, asking the browser's own question, or off; gives whether they are on then. */
export async function switchNotices(on: boolean): Promise<boolean> {
  localStorage.setItem(key, on ? "on" : "off");
  if (on && Notification.permission !== "granted") await Notification.requestPermission();
  return notifies();
}

function show({ id, operation, caller, targets }: Approval): void {
  const on = targets.length === 0 ? "" : ` on ${targets.map(({ name }) => name).join(", ")}`;
  try {
    const notice = new Notification(`${caller.name} asks for ${operation}${on}`, { tag: id, icon: "/icon-192.png" });
    notice.addEventListener("click", () => {
      window.focus();
      location.assign(`/approvals#${id}`);
    });
  } catch {
    // Some telephones show none without a service worker: the badge and the title say it too.
  }
}

/** Tells outside of the page of each new call that waits while the page is out of sight. */
export function useDesktopNotices(waiting: readonly Approval[] | undefined): void {
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (waiting === undefined) return;
    const before = known.current;
    known.current = new Set(waiting.map(({ id }) => id));
    if (before === undefined || !document.hidden || !notifies()) return;
    for (const one of waiting) if (!before.has(one.id)) show(one);
  }, [waiting]);
}
