import { useEffect } from "react";
import { useRead } from "../connection/hooks.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { Answered } from "./approvals/answered.tsx";
import { Question } from "./approvals/question.tsx";
import type { Approval } from "./approvals/shapes.ts";

/** Goes to the approval that the address names, as notices do: once it is there. */
function useNamed(there: boolean): void {
  useEffect(() => {
    if (there) document.querySelector<HTMLElement>(`#${CSS.escape(location.hash.slice(1) || "none")}`)?.focus();
  }, [there]);
}

function Lists({ of }: { readonly of: readonly Approval[] }) {
  useNamed(true);
  // Who waits longest comes first: its time is over first.
  const pending = of.filter(({ state }) => state === "pending").toReversed();
  const answered = of.filter(({ state }) => state !== "pending");
  return (
    <>
      {pending.length === 0 ? <div className="note">Nothing waits for an answer.</div> : null}
      {pending.map((one) => (
        <Question key={one.id} approval={one} />
      ))}
      {answered.length === 0 ? null : (
        <section className="stacked" aria-label="Answered">
          <h2>Answered</h2>
          {answered.map((one) => (
            <Answered key={one.id} approval={one} />
          ))}
        </section>
      )}
    </>
  );
}

/** What waits for a person's answer, and what was answered. */
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
        {({ approvals: list }) => <Lists of={list} />}
      </Reading>
    </>
  );
}
