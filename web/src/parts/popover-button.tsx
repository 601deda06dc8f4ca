import { useRef, useState, type ReactNode } from "react";
import { Popover } from "./popover.tsx";

/** A button that opens something over the page beside it; `children` makes that, and may close it. */
export function PopoverButton({
  face,
  label,
  children,
}: {
  /** What the button says. */
  readonly face: string;
  /** What is opened. */
  readonly label: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button
        ref={opener}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={(event) => {
          event.preventDefault();
          setOpen(!open);
        }}
      >
        {face}
      </button>
      {open ? (
        <Popover anchor={opener} label={label} onClose={close}>
          {children(close)}
        </Popover>
      ) : null}
    </>
  );
}
