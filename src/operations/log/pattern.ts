import { createContext, Script } from "node:vm";
import { GnosisError } from "../../kernel/errors.ts";

/** What a search looks for. */
export interface PatternInput {
  readonly pattern: string;
  readonly regex: boolean;
  readonly ignoreCase: boolean;
}

/** Tells which of some lines match: their indexes, ascending. */
export type Matcher = (lines: readonly string[]) => number[];

/** Milliseconds that one batch of lines may take: a backtracking expression is stopped instead of holding the server. */
const batchTime = 250;

const search = new Script(
  "{ const expression = new RegExp(source, flags); const found = []; for (let i = 0; i < lines.length; i++) if (expression.test(lines[i])) found.push(i); found.join() }",
);

/** Compiles a text or regular expression; INPUT_INVALID when the expression is malformed or too slow on some line. */
export function matcher({ pattern, regex, ignoreCase }: PatternInput): Matcher {
  if (!regex) {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
    return (lines) =>
      lines.flatMap((line, index) => ((ignoreCase ? line.toLowerCase() : line).includes(wanted) ? [index] : []));
  }
  const flags = ignoreCase ? "iu" : "u";
  try {
    void new RegExp(pattern, flags);
  } catch (cause) {
    throw new GnosisError("INPUT_INVALID", `The pattern is no regular expression: ${(cause as Error).message}.`, {
      where: "pattern",
      next: "Correct it, or leave out 'regex' to search for the text as it stands.",
      cause,
    });
  }
  const context = createContext({ source: pattern, flags, lines: [] as readonly string[] });
  return (lines) => {
    context["lines"] = lines;
    try {
      const found = search.runInContext(context, { timeout: batchTime }) as string;
      return found === "" ? [] : found.split(",").map(Number);
    } catch (cause) {
      throw new GnosisError("INPUT_INVALID", "The regular expression takes too long on these lines.", {
        where: "pattern",
        next: "Use a simpler expression without nested repeats, or search for a plain text.",
        cause,
      });
    }
  };
}
