import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem, type Problem } from "../connection/problem.ts";
import { socket, type Receipt } from "../connection/socket.ts";
import { ProblemNext } from "./problem-words.tsx";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly problem?: Problem;
  readonly receipt?: Receipt;
}

interface ToastActions {
  readonly done: (text: string, receipt?: Receipt) => void;
  readonly failed: (thrown: unknown) => void;
  /** Takes back what was done last, where its notice still stands. */
  readonly undoLast: () => void;
}

const ToastContext = createContext<ToastActions | undefined>(undefined);

/** Says that something was done, with its undo, or why it failed. */
export function useToasts(): ToastActions {
  const actions = useContext(ToastContext);
  if (actions === undefined) throw new Error("no place for toasts");
  return actions;
}

let next = 1;

/** The place where notices stand until they are put away; what failed is told at once, the rest politely. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const client = useQueryClient();
  const drop = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), []);
  const add = useCallback((toast: Omit<Toast, "id">) => {
    const id = next++;
    setToasts((all) => [...all.slice(-4), { ...toast, id }]);
  }, []);
  const shown = useRef(toasts);
  shown.current = toasts;
  const undoRef = useRef<(toast: Toast) => Promise<void>>(undefined);
  const actions = useMemo<ToastActions>(
    () => ({
      undoLast: () => {
        const last = shown.current.findLast(({ receipt }) => receipt?.undoable === true);
        if (last !== undefined) void undoRef.current?.(last);
      },
      done: (text, receipt) => add({ text, ...(receipt === undefined ? {} : { receipt }) }),
      failed: (thrown) => {
        const problem = asProblem(thrown);
        add({ text: problem.detail, problem });
      },
    }),
    [add],
  );
  const undo = async (toast: Toast): Promise<void> => {
    drop(toast.id);
    try {
      const { value } = await socket.call<{ message: string }>("undo.run", { record: toast.receipt?.record });
      actions.done(value.message);
    } catch (thrown) {
      actions.failed(thrown);
    }
    void client.invalidateQueries();
  };
  undoRef.current = undo;
  return (
    <ToastContext value={actions}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className={toast.problem === undefined ? "toast" : "toast bad"}
            role={toast.problem === undefined ? undefined : "alert"}
          >
            <p>
              {toast.text}
              {toast.problem === undefined ? null : (
                <span className="quiet">
                  {" "}
                  <ProblemNext of={toast.problem} />
                </span>
              )}
              {toast.receipt !== undefined && !toast.receipt.undoable ? (
                <span className="quiet"> No undo: {toast.receipt.undo}</span>
              ) : null}
            </p>
            {toast.receipt?.undoable === true ? (
              <button type="button" onClick={() => void undo(toast)} title={toast.receipt.undo}>
                Undo
              </button>
            ) : null}
            <button type="button" aria-label="Put this notice away" onClick={() => drop(toast.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
