import type { KeyboardEvent } from "react";
import { Act } from "../../parts/act.tsx";
import { actOf as keyActOf } from "../../parts/keys/in-force.ts";
import { isSingle } from "../../parts/keys/single.ts";
import { RuleLink } from "../../parts/rule-link.tsx";
import { When } from "../../parts/when.tsx";
import { Answers } from "./answers.tsx";
import { Countdown } from "./countdown.tsx";
import { actOf, whatHappens } from "./sentence.ts";
import type { Approval } from "./shapes.ts";

const answers = ["approve", "deny", "safer", "extend"] as const;

/** Keys answer the approval that has the focus, and walk from one to the next: nowhere else, so that nobody says yes by mistake. */
function answerByKey(event: KeyboardEvent<HTMLElement>): void {
  const one = event.currentTarget;
  if (event.target !== one || !isSingle(event.nativeEvent)) return;
  const act = keyActOf(event.key, [...answers, "next", "previous"]);
  const step = { next: 1, ArrowDown: 1, previous: -1, ArrowUp: -1 }[act ?? event.key];
  if (step !== undefined) {
    const all = [...document.querySelectorAll<HTMLElement>("[data-approval]")];
    all[all.indexOf(one) + step]?.focus();
  } else if (act !== undefined) {
    one.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
  } else return;
  event.preventDefault();
}

const riskWords: Readonly<Record<string, string>> = {
  change: "changes what runs",
  destroy: "removes something",
  host: "reaches into the host",
};

/** One call that waits: who asks for what, what would happen, and the answers; the rest is folded. */
export function Question({ approval }: { readonly approval: Approval }) {
  const { id, caller, operation, targets, effects, summary, risk, undo, claimed_reason: claimed } = approval;
  const sentence = `${caller.name} asks to ${actOf(approval)}`;
  return (
    <article
      id={id}
      className="card stacked question"
      aria-label={sentence}
      tabIndex={0}
      onKeyDown={answerByKey}
      data-approval=""
    >
      <h2>{sentence}</h2>
      <p className="actions quiet">
        <span>
          asked <When at={approval.asked} />, denied in <Countdown until={approval.expires} /> unless it is answered
        </span>
        {approval.extended === null ? (
          <Act operation="approval.extend" input={{ id }} hotkey="extend">
            15 more minutes
          </Act>
        ) : (
          <span>(extended)</span>
        )}
      </p>
      {approval.changed.map((one) => (
        <p key={one} className="warn">
          Changed since it was asked before: {one}
        </p>
      ))}
      <ul className="effects">
        {whatHappens(effects).map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <dl className="facts pairs">
        <dt>Undo</dt>
        <dd>{undo ?? <strong className="bad">can't be taken back</strong>}</dd>
        <dt>Risk</dt>
        <dd>
          {risk}: {riskWords[risk] ?? summary}
        </dd>
        <dt>Claims</dt>
        <dd>{claimed === null ? <span className="quiet">no reason given</span> : <q>{claimed}</q>}</dd>
      </dl>
      <Answers approval={approval} />
      <details>
        <summary>Rule, input and the rest</summary>
        <dl className="facts">
          <dt>Operation</dt>
          <dd>
            <code>{operation}</code> <span className="quiet">{summary}</span>
          </dd>
          <dt>Rule</dt>
          <dd>
            <RuleLink rule={approval.rule} operation={operation} role={caller.role} target={targets[0]?.id} />:{" "}
            {approval.reason}
          </dd>
          <dt>Who asks</dt>
          <dd>
            {caller.name}{" "}
            <span className="quiet">
              (role {caller.role}, through {caller.surface}
              {caller.client === undefined ? "" : `, ${caller.client}`})
            </span>
          </dd>
          <dt>Input, as it came</dt>
          <dd>
            <code>{JSON.stringify(approval.input)}</code>
          </dd>
          <dt>Engine</dt>
          <dd>{approval.endpoint}</dd>
          <dt>Approval</dt>
          <dd className="mono">{id}</dd>
        </dl>
      </details>
    </article>
  );
}
