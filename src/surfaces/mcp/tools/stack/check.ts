import type { Answer, Ran, ToolCall } from "../../tool.ts";
import { problemText, type DocumentProblem } from "../../text/stack-words.ts";
import { marked } from "./marked.ts";
import { warningLines } from "./versions.ts";

interface Checked {
  readonly valid: boolean;
  readonly problems: readonly DocumentProblem[];
  readonly warnings: readonly DocumentProblem[];
  readonly services: readonly string[];
}

/** What is wrong with a document, each with its place. */
export function tellCheck({ value }: Ran<Checked>, { fence }: Pick<ToolCall, "fence">): Answer {
  const { valid, problems, warnings, services } = value;
  const head = valid ? `The document is valid: ${services.join(", ")}.` : `${problems.length} problems`;
  const lines = [...problems.map(problemText), ...warningLines(warnings.map(problemText))];
  return { text: marked(fence, head, "words about the document", lines), data: { valid } };
}
