import { useId, useState, type FormEvent } from "react";
import { useChange } from "../../connection/hooks.ts";
import { asProblem } from "../../connection/problem.ts";
import { Modal } from "../../parts/modal.tsx";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import { actOf } from "./sentence.ts";
import type { Approval } from "./shapes.ts";

/** Says no with a sentence, which who asked is told: it can act on that. */
export function Deny({ approval, onClose }: { readonly approval: Approval; readonly onClose: () => void }) {
  const { id, caller } = approval;
  const [comment, setComment] = useState("");
  const field = useId();
  const toasts = useToasts();
  const change = useChange<{ message: string }>("approval.deny");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate(
      { id, comment: comment.trim() },
      {
        onSuccess: () => {
          toasts.done(`Denied. ${caller.name} is told why.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal title="Deny, and say why" onClose={onClose}>
      <form className="stacked" onSubmit={submit}>
        <p>
          {caller.name} asks to {actOf(approval)}.
        </p>
        <label htmlFor={field}>What {caller.name} is told</label>
        <input
          id={field}
          value={comment}
          required
          maxLength={500}
          autoFocus
          onChange={(event) => setComment(event.target.value)}
        />
        {change.error === null ? null : <ProblemNote of={asProblem(change.error)} />}
        <div className="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="danger" disabled={comment.trim() === "" || change.isPending}>
            Deny
          </button>
        </div>
      </form>
    </Modal>
  );
}
