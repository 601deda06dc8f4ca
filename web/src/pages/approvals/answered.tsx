import { Act } from "../../parts/act.tsx";
import { When } from "../../parts/when.tsx";
import { DifferenceList } from "./difference-list.tsx";
import { actOf } from "./sentence.ts";
import type { Approval } from "./shapes.ts";

/** What became of it, after the name of who answered. */
const outcomes: Readonly<Record<string, string>> = {
  approved: "approved, not used yet",
  used: "approved and done",
  denied: "denied",
  edited: "something safer was approved",
  expired: "denied: nobody answered in time",
  cancelled: "taken back",
  changed: "void: the object changed, and was asked for anew",
};

/** One call that was answered. */
export function Answered({ approval }: { readonly approval: Approval }) {
  const { id, caller, state, verdict, until, instead, run, decided, decided_by: by } = approval;
  const sentence = `${caller.name} asked to ${actOf(approval)}`;
  const lasts = state === "approved" && verdict === "minutes";
  return (
    <article className="card answered" id={id} aria-label={sentence}>
      <h3>{sentence}</h3>
      <p className="quiet">
        {lasts ? "allowed for some time" : (outcomes[state] ?? state)}
        {by === null ? "" : ` by ${by.name}`}
        {decided === null ? null : (
          <>
            , <When at={decided} />
          </>
        )}
        {approval.edited_from === null ? null : " (in place of a riskier call)"}
      </p>
      {approval.comment === null ? null : (
        <p>
          <q>{approval.comment}</q>
        </p>
      )}
      {instead === null ? null : <DifferenceList of={instead.differs} />}
      {run === null ? null : (
        <p className={run.state === "failed" ? "bad" : "quiet"}>
          The server makes this call itself: {run.state}
          {run.error === undefined ? "" : `, ${run.error.message}`}
        </p>
      )}
      {state === "approved" ? (
        <p className="actions">
          <Act operation="approval.cancel" input={{ id }}>
            Take it back
          </Act>
          {until === null ? null : (
            <span className="quiet">
              it ends <When at={until} />
            </span>
          )}
        </p>
      ) : null}
    </article>
  );
}
