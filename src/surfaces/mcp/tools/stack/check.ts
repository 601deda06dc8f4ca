import type { Answer, Ran, ToolCall } from "../../tool.ts";
import { marked } from "./marked.ts";
import { warningLines } from "./versions.ts";

interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Checked {
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly services: readonly string[];
}

const text = ({ line, column, message }: Problem): string => `line ${line}:${column}: ${message}`;

/** What is wrong with a document, each with its place. */
export function tellCheck({ value }: Ran<Checked>, { fence }: Pick<ToolCall, "fence">): Answer {
  const { valid, problems, warnings, services } = value;
  const head = valid ? `The document is valid: ${services.join(", ")}.` : `${problems.length} problems`;
  const lines = [...problems.map(text), ...warningLines(warnings.map(text))];
  return { text: marked(fence, head, "words about the document", lines), data: { valid } };
}
