import { useRead } from "../connection/hooks.ts";
import { Act } from "./act.tsx";
import { StateWord } from "./state-word.tsx";

/** One change and what an undo does with it. */
export interface UndoStep {
  readonly record: string;
  readonly operation: string;
  readonly target: string;
  readonly state: string;
  readonly summary: string;
}

/** Whether a change can still be taken back. */
export const canUndo = ({ state }: UndoStep): boolean => state === "ready" || state === "conflict";

/** What taking back one call does, and the button for it; nothing where the call has changed nothing. */
export function UndoOne({ record }: { readonly record: string }) {
  const plan = useRead<{ steps: readonly UndoStep[] }>("undo.plan", { record });
  const step = plan.data?.steps[0];
  if (step === undefined) return null;
  return (
    <p className="actions">
      {canUndo(step) ? (
        <Act operation="undo.run" input={{ record }}>
          Undo this call
        </Act>
      ) : null}
      <StateWord state={step.state} /> <span className="quiet">{step.summary}</span>
    </p>
  );
}
