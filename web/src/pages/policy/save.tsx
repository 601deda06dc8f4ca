import { useId, useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
import { DiffView } from "../../parts/diff-view.tsx";
import { Reading } from "../../parts/reading.tsx";
import type { Compared, Inspected } from "./shapes.ts";

/** What a new text changes, and putting it in force, with a reason. */
export function Save({
  policy,
  text,
  valid,
  onSaved,
}: {
  readonly policy: Inspected;
  readonly text: string;
  readonly valid: boolean;
  readonly onSaved: () => void;
}) {
  const [reason, setReason] = useState("");
  const id = useId();
  const compared = useRead<Compared>("policy.diff", { policy: text }, text.trim() !== "");
  const base = policy.text_digest === null ? {} : { base: policy.text_digest };
  return (
    <section className="card stacked">
      <h2>Put it in force</h2>
      <Reading of={compared}>
        {({ lines, added, removed }) => (
          <>
            <p>
              {added} {added === 1 ? "line" : "lines"} more, {removed} less than the file as it stands.
            </p>
            <DiffView lines={lines} label="What the text changes" />
          </>
        )}
      </Reading>
      {policy.read_only === null ? (
        <div className="actions">
          <label htmlFor={id}>Why</label>
          <input
            id={id}
            className="grow"
            value={reason}
            maxLength={500}
            placeholder="stands in the history"
            onChange={(event) => setReason(event.target.value)}
          />
          {valid && reason.trim() !== "" ? (
            <Act
              operation="policy.update"
              input={{ policy: text, reason: reason.trim(), ...base }}
              ask={{
                title: "Put this policy in force?",
                text: <p>It counts from the next call on, for everybody. The former one stays in the history.</p>,
                act: "Put it in force",
              }}
              then={onSaved}
            >
              Put in force
            </Act>
          ) : (
            <button type="button" disabled title={valid ? "Say why first." : "Mend the text first."}>
              Put in force
            </button>
          )}
        </div>
      ) : (
        <div className="note warn">
          <p>{policy.read_only}</p>
          <p className="quiet">Take the text from here, and change the file where it comes from.</p>
        </div>
      )}
    </section>
  );
}
