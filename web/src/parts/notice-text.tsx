import type { Notice } from "./notices.ts";
import { ProblemNext } from "./problem-words.tsx";

/** What a notice says, with what can be done about it. */
export const NoticeText = ({ of: { text, problem, receipt, undone } }: { readonly of: Notice }) => (
  <p>
    {text}
    {problem === undefined ? null : (
      <span className="quiet">
        {" "}
        <ProblemNext of={problem} />
      </span>
    )}
    {receipt !== undefined && !receipt.undoable ? <span className="quiet"> No undo: {receipt.undo}</span> : null}
    {undone === true ? <span className="quiet"> It was taken back.</span> : null}
  </p>
);
