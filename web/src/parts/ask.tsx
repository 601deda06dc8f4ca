import { useEffect, useId, useRef, useState, type ReactNode } from "react";

/** Asks before something is lost: the focus is on Cancel, and the button names the act. What can't be taken back has to be typed. */
export function Ask({
  title,
  children,
  act,
  typed,
  tone,
  onAct,
  onCancel,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly act: string;
  /** What has to be typed before. */
  readonly typed?: string | undefined;
  readonly tone?: "primary" | "usual" | undefined;
  readonly onAct: () => void;
  readonly onCancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [said, setSaid] = useState("");
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
      {typed === undefined ? null : (
        <p className="stacked">
          <label htmlFor={`${id}-n`}>
            Type <strong>{typed}</strong> to go on
          </label>
          <input
            id={`${id}-n`}
            value={said}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => setSaid(event.target.value)}
          />
        </p>
      )}
      <div className="actions">
        <button type="button" autoFocus onClick={onCancel}>
          Cancel
        </button>
        <button
          type="button"
          className={tone === undefined || typed !== undefined ? "danger" : "primary"}
          disabled={typed !== undefined && said.trim() !== typed}
          onClick={onAct}
        >
          {act}
        </button>
      </div>
    </dialog>
  );
}
