import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "../connection/problem.ts";
import { ProblemNote } from "./problem-words.tsx";

/** Draws what was read; before that that it is being read, and what went wrong where something did. */
export function Reading<T>({
  of,
  children,
  empty,
}: {
  readonly of: UseQueryResult<T>;
  readonly children: (value: T) => ReactNode;
  /** What to say when there is nothing. */
  readonly empty?: { readonly when: (value: T) => boolean; readonly text: ReactNode };
}) {
  if (of.data === undefined && of.error !== null) {
    return (
      <ProblemNote of={asProblem(of.error)}>
        <button type="button" onClick={() => void of.refetch()}>
          Try again
        </button>
      </ProblemNote>
    );
  }
  if (of.data === undefined)
    return (
      <p className="quiet" role="status">
        Reading…
      </p>
    );
  if (empty?.when(of.data) === true) return <div className="note">{empty.text}</div>;
  return children(of.data);
}
