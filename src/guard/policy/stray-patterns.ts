import { closest } from "../../kernel/closest.ts";
import { matchesGlob } from "../../kernel/patterns.ts";
import type { PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { writePath } from "../../kernel/yaml/say-issue.ts";
import type { ReadPolicy } from "./read-policy-file.ts";
import type { Role } from "./role.ts";

const lists = ["allow", "ask", "deny", "rates"] as const;

/** What is meant by a pattern that means nothing: an id that is like it, or a noun for its star. */
function guessOf(pattern: string, operations: readonly string[]): string | undefined {
  if (!/[*?]/.test(pattern)) return closest(pattern, operations, 1)[0];
  const [noun = "", verb = ""] = pattern.split(".");
  const parts = (at: number): string[] => operations.map((id) => id.split(".")[at] ?? "");
  const guess = verb === "*" ? closest(noun, parts(0), 1)[0] : noun === "*" ? closest(verb, parts(1), 1)[0] : undefined;
  return guess === undefined ? undefined : verb === "*" ? `${guess}.*` : `*.${guess}`;
}

/** Rules that name no operation there is. A wrong letter in a rule that denies would let through what it was written against. */
export function strayPatterns(
  read: ReadPolicy,
  roles: readonly Role[],
  operations: readonly string[],
): PolicyProblem[] {
  return roles.flatMap((role) =>
    lists.flatMap((list) =>
      role[list].flatMap((rule, index) =>
        rule.patterns.flatMap((pattern, at): PolicyProblem[] => {
          if (pattern.includes(":") || operations.some((id) => matchesGlob(pattern, id))) return [];
          const place = ["roles", role.name, list, index];
          const written = role.file[list]?.[index];
          const many = typeof written === "object" && Array.isArray(written.operations);
          const inside = typeof written === "string" ? [] : ["operations", ...(many ? [at] : [])];
          const guess = guessOf(pattern, operations);
          const what = /[*?]/.test(pattern)
            ? `No operation matches "${pattern}".`
            : `There is no operation "${pattern}".`;
          return [
            {
              ...read.placeOf([...place, ...inside]),
              path: writePath(place),
              message: guess === undefined ? what : `${what} Did you mean "${guess}"?`,
            },
          ];
        }),
      ),
    ),
  );
}
