import { useEffect, useId, useRef, type ReactNode } from "react";

/** A dialog over the page; Esc closes it, and the focus goes back to where it was. */
export function Modal({
  title,
  children,
  onClose,
  alert = false,
  className,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** True where something may be lost. */
  readonly alert?: boolean;
  readonly className?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      role={alert ? "alertdialog" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
