import { useState, type ReactNode } from "react";
import { ActionMenu } from "../../parts/action-menu.tsx";
import { Ask } from "../../parts/ask.tsx";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import type { Bringing } from "./bringing.tsx";

/** The button that begins what a plan says, with what the policy says to it; what takes something away asks first. */
export function ChangeButton({
  bringing,
  operation,
  input,
  denied,
  question,
  children,
}: {
  readonly bringing: Bringing;
  readonly operation: "stack.up" | "stack.down";
  readonly input: object;
  /** True where a step of it would be refused. */
  readonly denied: boolean;
  readonly question: string | undefined;
  readonly children: string;
}) {
  const says = usePolicy(operation, input);
  const [asking, setAsking] = useState(false);
  const start = (): void => {
    setAsking(false);
    bringing.start(operation, input);
  };
  const words: ReactNode = <PolicyWords says={says} operation={operation} input={input} />;
  return (
    <>
      <span className="actions">
        <button
          type="button"
          className={question === undefined ? "primary" : "danger"}
          disabled={bringing.runs || denied || says.effect === "deny"}
          title={denied ? "A step of it is denied." : says.words}
          onClick={() => (question === undefined ? start() : setAsking(true))}
        >
          {children}
          {says.asks ? " (asks)" : null}
        </button>
        <ActionMenu actions={[{ operation, input, name: children }]} about={children.toLowerCase()} />
        {denied ? <span className="bad">A step of it is denied: nothing can be done before that one is.</span> : null}
        {says.effect === "deny" ? <span className="bad">{words}</span> : null}
      </span>
      {asking && question !== undefined ? (
        <Ask title={question} act={children} onAct={start} onCancel={() => setAsking(false)}>
          <p>Containers go into the trash, and each step can be undone by itself.</p>
          <p className="quiet">{words}</p>
        </Ask>
      ) : null}
    </>
  );
}
