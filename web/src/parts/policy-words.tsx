import { askedOf } from "../connection/problem.ts";
import { effectWords, type Says } from "./preview.ts";
import { RuleLink } from "./rule-link.tsx";

/** What the policy says to a call, in words, with the way to the rule. */
export function PolicyWords({
  says: { effect, rule, reason, words },
  operation,
  input,
  onFollow,
}: {
  readonly says: Says;
  readonly operation: string;
  readonly input: object;
  readonly onFollow?: () => void;
}) {
  if (effect === undefined || rule === undefined || reason === undefined) return <>{words}</>;
  return (
    <>
      {effectWords[effect]} by{" "}
      <RuleLink rule={rule} {...askedOf(operation, input)} {...(onFollow === undefined ? {} : { onFollow })} />.{" "}
      {reason}
    </>
  );
}
