import { useState, type ReactNode } from "react";
import { saveFile } from "../connection/transfer.ts";
import { usePolicy } from "./preview.ts";
import { useToasts } from "./toasts.tsx";

/** A button that saves what a call gives as a file. Off, with the rule, where the policy denies it. */
export function SaveButton({
  operation,
  input,
  label,
  children,
}: {
  readonly operation: string;
  readonly input: object;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const [near, setNear] = useState(false);
  const [busy, setBusy] = useState(false);
  const says = usePolicy(operation, input, near);
  const toasts = useToasts();
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      toasts.done(`${await saveFile(operation, input)} is saved`);
    } catch (thrown) {
      toasts.failed(thrown);
    }
    setBusy(false);
  };
  return (
    <button
      type="button"
      aria-label={label}
      disabled={says.denied || busy}
      aria-busy={busy}
      title={says.words}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      onClick={() => void save()}
    >
      {children}
      {says.asks ? " (asks)" : null}
    </button>
  );
}
