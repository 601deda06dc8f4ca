import type { ReactNode } from "react";
import type { Problem } from "../connection/problem.ts";
import { RuleLink } from "./rule-link.tsx";

/** What can be done about a problem, and by which rule it came. */
export function ProblemNext({ of: { next, rule, asked } }: { readonly of: Problem }) {
  return (
    <>
      {next} {rule === undefined ? null : <>Rule: {asked === undefined ? rule : <RuleLink rule={rule} {...asked} />}</>}
    </>
  );
}

/** What went wrong, what can be done about it, and by which rule. */
export function ProblemNote({ of, children }: { readonly of: Problem; readonly children?: ReactNode }) {
  return (
    <div className="note bad" role="alert">
      <p>{of.detail}</p>
      <p className="quiet">
        <ProblemNext of={of} />
      </p>
      {children}
    </div>
  );
}
