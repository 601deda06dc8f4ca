import { useId, useState } from "react";
import { useChange, useRead } from "../../connection/hooks.ts";
import { asProblem } from "../../connection/problem.ts";
import { Modal } from "../../parts/modal.tsx";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { Reading } from "../../parts/reading.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import { DifferenceList } from "./difference-list.tsx";
import { actOf, whatHappens } from "./sentence.ts";
import type { Approval, Difference, Offer } from "./shapes.ts";

interface Preview {
  readonly asks: boolean;
  readonly effects: readonly string[];
  readonly undo: string | null;
  readonly differs: readonly Difference[];
  readonly changed: readonly string[];
  readonly digest: string;
}

/** Whether two offers can't both be chosen: they say different things of one field, or one is another operation. */
const clash = (one: Offer, other: Offer): boolean =>
  one.operation !== other.operation || Object.keys(one.changes).some((field) => field in other.changes);

/** What an offer is known by: the list is read again while one chooses. */
const keyOf = ({ operation, changes }: Offer): string => operation + JSON.stringify(changes);

/** The edit that the chosen offers make together. */
function editOf(
  chosen: readonly Offer[],
  operation: string,
): { readonly operation?: string; readonly changes: object } {
  const [first] = chosen;
  const changes = Object.assign({}, ...chosen.map((offer) => offer.changes)) as object;
  return first === undefined || first.operation === operation ? { changes } : { operation: first.operation, changes };
}

function Shown({ id, edit, caller }: { readonly id: string; readonly edit: object; readonly caller: string }) {
  const preview = useRead<Preview>("approval.preview", { id, ...edit });
  return (
    <Reading of={preview}>
      {({ differs, effects, undo, asks, changed }) => (
        <div className="note stacked">
          <DifferenceList of={differs} />
          {changed.map((one) => (
            <p key={one} className="warn">
              Since it was asked for: {one}
            </p>
          ))}
          <ul className="effects">
            {whatHappens(effects).map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
          <p>Undo: {undo ?? "none"}</p>
          {asks ? null : <p className="quiet">The policy lets {caller} do this without an approval.</p>}
        </div>
      )}
    </Reading>
  );
}

/** Makes a call safer before it is approved: what is offered is chosen, what that comes to is shown, and only that is approved. */
export function Safer({ approval, onClose }: { readonly approval: Approval; readonly onClose: () => void }) {
  const { id, operation, offers, caller } = approval;
  const [keys, setKeys] = useState<readonly string[]>([]);
  const chosen = offers.filter((offer) => keys.includes(keyOf(offer)));
  const [comment, setComment] = useState("");
  const toasts = useToasts();
  const change = useChange<{ message: string }>("approval.edit");
  const edit = editOf(chosen, operation);
  const some = chosen.length > 0;
  const preview = useRead<Preview>("approval.preview", { id, ...edit }, some);
  const commentId = useId();
  const choose = (offer: Offer, on: boolean): void => {
    change.reset();
    const others = chosen.filter((one) => one !== offer && !(on && clash(one, offer)));
    setKeys([...others, ...(on ? [offer] : [])].map(keyOf));
  };
  const approve = (digest: string): void => {
    const said = comment.trim() === "" ? {} : { comment: comment.trim() };
    change.mutate(
      { id, ...edit, digest, ...said },
      {
        onSuccess: ({ value }) => {
          toasts.done(`${value.message}. ${caller.name} is told.`);
          onClose();
        },
        // What was shown may be old: it is looked at anew.
        onError: () => void preview.refetch(),
      },
    );
  };
  const { data } = preview;
  return (
    <Modal title="Approve something safer" onClose={onClose} className="broad">
      <div className="stacked">
        <p>
          {caller.name} asks to {actOf(approval)}. What you approve here instead, and nothing else, may be done once.
        </p>
        <fieldset className="choices">
          <legend>Make it safer</legend>
          {offers.map((offer) => (
            <label key={keyOf(offer)}>
              <input
                type="checkbox"
                checked={chosen.includes(offer)}
                onChange={(event) => choose(offer, event.target.checked)}
              />{" "}
              {offer.says}
            </label>
          ))}
        </fieldset>
        <div aria-live="polite">{some ? <Shown id={id} edit={edit} caller={caller.name} /> : null}</div>
        <label htmlFor={commentId}>A sentence for {caller.name} (optional)</label>
        <input id={commentId} value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />
        {change.error === null ? null : <ProblemNote of={asProblem(change.error)} />}
      </div>
      <div className="actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="primary"
          disabled={!some || data === undefined || preview.isFetching || change.isPending}
          onClick={() => data !== undefined && approve(data.digest)}
        >
          Approve this instead
        </button>
      </div>
    </Modal>
  );
}
