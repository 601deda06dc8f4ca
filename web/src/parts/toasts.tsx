import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem } from "../connection/problem.ts";
import { socket, type Receipt } from "../connection/socket.ts";
import { NoticeText } from "./notice-text.tsx";
import { addNotice, markUndone, notices, offersUndo, type Notice } from "./notices.ts";

interface ToastActions {
  readonly done: (text: string, receipt?: Receipt) => void;
  readonly failed: (thrown: unknown) => void;
  /** Takes back what a notice tells of. */
  readonly undo: (notice: Notice) => void;
  /** Takes back what was done last in this tab. */
  readonly undoLast: () => void;
}

const ToastContext = createContext<ToastActions | undefined>(undefined);

/** Says that something was done, with its undo, or why it failed. */
export function useToasts(): ToastActions {
  const actions = useContext(ToastContext);
  if (actions === undefined) throw new Error("no place for toasts");
  return actions;
}

/** Notices that stand over the page at once. */
const atOnce = 5;
/** Milliseconds after which what was done leaves the page for the list of notices; what failed stays until it is put away. */
const standing = 20_000;
/** Milliseconds after which one that is being looked at is looked at again. */
const again = 5000;

/** The place where notices stand at first; what failed is told at once, the rest politely. All of them stay in the list of notices. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const client = useQueryClient();
  const place = useRef<HTMLDivElement>(null);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const drop = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  useEffect(() => {
    const all = timers.current;
    return () => {
      for (const timer of all) clearTimeout(timer);
    };
  }, []);
  const add = useCallback(
    (notice: Omit<Notice, "id">) => {
      const made = addNotice(notice);
      setShown((all) => [...all.slice(1 - atOnce), made]);
      const later = (time: number): void => {
        const timer = setTimeout(() => {
          timers.current.delete(timer);
          // Whoever reads it, or is about to press its button, keeps it.
          if (place.current?.matches(":hover, :focus-within") === true) later(again);
          else drop(made.id);
        }, time);
        timers.current.add(timer);
      };
      if (made.problem === undefined) later(standing);
    },
    [drop],
  );
  const actions = useMemo<ToastActions>(() => {
    const done: ToastActions["done"] = (text, receipt) => add({ text, ...(receipt === undefined ? {} : { receipt }) });
    const failed: ToastActions["failed"] = (thrown) => {
      const problem = asProblem(thrown);
      add({ text: problem.detail, problem });
    };
    const undo = async ({ id, receipt }: Notice): Promise<void> => {
      drop(id);
      // At once, so that the same is not taken back twice.
      markUndone(id);
      try {
        const { value } = await socket.call<{ message: string }>("undo.run", { record: receipt?.record });
        done(value.message);
      } catch (thrown) {
        markUndone(id, false);
        failed(thrown);
      }
      void client.invalidateQueries();
    };
    return {
      done,
      failed,
      undo: (notice) => void undo(notice),
      undoLast: () => {
        const last = notices.get().findLast(offersUndo);
        if (last === undefined) done("There is nothing to undo that was done in this tab.");
        else void undo(last);
      },
    };
  }, [add, client, drop]);
  return (
    <ToastContext value={actions}>
      {children}
      <div className="toasts" role="status" aria-live="polite" ref={place}>
        {shown.map((notice) => (
          <div
            key={notice.id}
            className={notice.problem === undefined ? "toast" : "toast bad"}
            role={notice.problem === undefined ? undefined : "alert"}
          >
            <NoticeText of={notice} />
            {offersUndo(notice) ? (
              <button type="button" onClick={() => actions.undo(notice)} title={notice.receipt?.undo}>
                Undo
              </button>
            ) : null}
            <button type="button" aria-label="Put this notice away" onClick={() => drop(notice.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
