import { useEffect, useId, useRef, type ReactNode } from "react";

/** Asks before something is lost: the focus is on Cancel, and the button names the act. */
export function Ask({
  title,
  children,
  act,
  onAct,
  onCancel,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly act: string;
  readonly onAct: () => void;
  readonly onCancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}-t`}
      aria-describedby={`${id}-d`}
      onCancel={onCancel}
    >
      <h2 id={`${id}-t`}>{title}</h2>
      <div id={`${id}-d`}>{children}</div>
      <div className="actions">
        <button type="button" autoFocus onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className="danger" onClick={onAct}>
          {act}
        </button>
      </div>
    </dialog>
  );
}
