import { ActionMenu } from "../../parts/action-menu.tsx";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import type { Making } from "./make.tsx";

/** The button that starts a call that makes an image, with what the policy says to it, and the one that gives it up. */
export function StartButton({
  making,
  operation,
  input,
  name,
  ready,
}: {
  readonly making: Making;
  readonly operation: "image.pull" | "image.build";
  readonly input: object;
  readonly name: string;
  /** Whether all is said that the call needs. */
  readonly ready: boolean;
}) {
  const says = usePolicy(operation, input, ready);
  const denied = ready && says.effect === "deny";
  return (
    <>
      <span className="actions">
        <button
          type="submit"
          className="primary"
          disabled={making.runs || denied}
          aria-busy={making.runs}
          title={says.words}
        >
          {name}
          {says.asks ? " (asks)" : null}
        </button>
        {making.runs ? (
          <button type="button" onClick={making.giveUp}>
            Give up
          </button>
        ) : null}
        {ready ? <ActionMenu actions={[{ operation, input, name }]} about={name.toLowerCase()} /> : null}
      </span>
      {denied ? (
        <p className="bad">
          <PolicyWords says={says} operation={operation} input={input} />
        </p>
      ) : null}
    </>
  );
}
