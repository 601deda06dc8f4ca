import { useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";

/** Something that stands over the page beside what opened it, until Esc, a click elsewhere or `onClose`. */
export function Popover({
  anchor,
  label,
  children,
  onClose,
}: {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const [element, opener] = [box.current, anchor.current];
    if (element === null || opener === null) return undefined;
    // Told who opened it, the browser does not take a second click on that for one elsewhere.
    opener.popoverTargetElement = element;
    element.showPopover();
    const place = opener.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = element;
    const below = place.bottom + 4 + offsetHeight < innerHeight;
    element.style.left = `${Math.max(8, Math.min(place.right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
    element.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - 4 - offsetHeight)}px`;
    element.querySelector<HTMLElement>("button:not(:disabled), a, input")?.focus();
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === "closed") close.current();
    };
    element.addEventListener("toggle", onToggle);
    return () => {
      element.removeEventListener("toggle", onToggle);
      opener.popoverTargetElement = null;
      if (element.contains(document.activeElement)) opener.focus();
    };
  }, [anchor]);
  return (
    <div ref={box} popover="auto" role="dialog" aria-label={label} className="popover">
      {children}
    </div>
  );
}
