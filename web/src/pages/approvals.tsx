import type { KeyboardEvent } from "react";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { isSingle } from "../parts/keys.ts";
import { Reading } from "../parts/reading.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";

interface Approval {
  readonly id: string;
  readonly state: string;
  readonly operation: string;
  readonly summary: string;
  readonly risk: string;
  readonly caller: { readonly name: string; readonly role: string; readonly client?: string };
  readonly targets: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  readonly input: unknown;
  readonly rule: string;
  readonly reason: string;
  readonly claimed_reason: string | null;
  readonly effects: readonly string[];
  readonly undo: string | null;
  readonly expires: string;
  readonly decided: string | null;
  readonly decided_by: { readonly name: string } | null;
  readonly verdict: string | null;
}

/** `a` and `n` answer the approval that has the focus, `j` and `k` walk them: nowhere else, so that nobody says yes by mistake. */
function answerByKey(event: KeyboardEvent<HTMLElement>): void {
  const one = event.currentTarget;
  if (event.target !== one || !isSingle(event.nativeEvent)) return;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    const all = [...document.querySelectorAll<HTMLElement>("[data-approval]")];
    all[all.indexOf(one) + step]?.focus();
  } else if (event.key === "a" || event.key === "n") {
    one.querySelector<HTMLElement>(`[data-key="${event.key}"]`)?.click();
  } else return;
  event.preventDefault();
}

function One({ approval }: { readonly approval: Approval }) {
  const { id, caller, operation, targets, effects } = approval;
  const sentence = `${caller.name} asks for ${operation}${targets.length === 0 ? "" : ` on ${targets.map(({ name }) => name).join(", ")}`}`;
  return (
    <article
      className="card stacked"
      aria-label={sentence}
      {...(approval.state === "pending" ? { tabIndex: 0, onKeyDown: answerByKey, "data-approval": "" } : {})}
    >
      <h2>{sentence}</h2>
      <dl className="facts">
        <dt>What happens</dt>
        <dd>
          {effects.length === 0 ? approval.summary : null}
          {effects.map((effect) => (
            <div key={effect}>{effect}</div>
          ))}
        </dd>
        <dt>Undo</dt>
        <dd>{approval.undo ?? "none"}</dd>
        <dt>Risk</dt>
        <dd>{approval.risk}</dd>
        <dt>Rule</dt>
        <dd>
          <RuleLink rule={approval.rule} operation={operation} role={caller.role} target={approval.targets[0]?.id} />:{" "}
          {approval.reason}
        </dd>
        <dt>Claimed reason</dt>
        <dd>
          {approval.claimed_reason === null ? (
            <span className="quiet">none given</span>
          ) : (
            <q>{approval.claimed_reason}</q>
          )}
        </dd>
        <dt>Input</dt>
        <dd>
          <details open={innerWidth > 760}>
            <summary>as it came</summary>
            <code>{JSON.stringify(approval.input)}</code>
          </details>
        </dd>
        <dt>{approval.state === "pending" ? "Expires into no" : "Answered"}</dt>
        <dd>
          {approval.state === "pending" ? (
            <When at={approval.expires} />
          ) : (
            `${approval.state}${approval.decided_by === null ? "" : ` by ${approval.decided_by.name}`}`
          )}
        </dd>
      </dl>
      {approval.state === "pending" ? (
        <div className="actions">
          <Act operation="approval.approve" input={{ id }} hotkey="a">
            Approve once
          </Act>
          <Act operation="approval.approve" input={{ id, for: "30m" }}>
            Approve for 30 minutes
          </Act>
          <Act operation="approval.deny" input={{ id }} hotkey="n">
            Deny
          </Act>
          <Act
            operation="approval.deny"
            input={{ id, freeze: true }}
            ask={{
              title: `Deny, and freeze ${caller.name}?`,
              text: <p>Its token becomes read-only until you lift that.</p>,
              act: `Deny and freeze ${caller.name}`,
            }}
          >
            Deny and freeze
          </Act>
        </div>
      ) : null}
    </article>
  );
}

/** What waits for a person's answer. */
export default function Approvals() {
  const approvals = useRead<{ approvals: readonly Approval[] }>("approval.list", { limit: 50 });
  return (
    <>
      <header>
        <Title>Approvals</Title>
      </header>
      <Reading
        of={approvals}
        empty={{
          when: ({ approvals: list }) => list.length === 0,
          text: "Nothing waits. Roles whose policy says ask put their calls here.",
        }}
      >
        {({ approvals: list }) => (
          <>
            {[...list]
              .toSorted((a, b) => Number(b.state === "pending") - Number(a.state === "pending"))
              .map((one) => (
                <One key={one.id} approval={one} />
              ))}
          </>
        )}
      </Reading>
    </>
  );
}
