import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from "react";

/** Something at the window's right side beside the page, which stays usable; Esc closes it. */
export function Drawer({
  label,
  children,
  onClose,
  onKeyDown,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const [element, before] = [box.current, document.activeElement];
    element?.focus();
    return () => {
      // The focus goes back to where it was, unless it has been taken elsewhere.
      const inside = element?.contains(document.activeElement) === true;
      if (inside && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    // Also with the focus on the page: it is what lies on top, unless a dialog or a popover does.
    const onEscape = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector("dialog[open], [popover]:popover-open") !== null) return;
      event.preventDefault();
      close.current();
    };
    addEventListener("keydown", onEscape);
    return () => removeEventListener("keydown", onEscape);
  }, []);
  return (
    <div ref={box} className="drawer" role="dialog" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
