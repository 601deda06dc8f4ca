import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import schemaText from "../../../../docs/policy.schema.json?raw";
import type { OperationNote } from "../../connection/operations.ts";
import { placeIn, schemaHover } from "./schema-hover.ts";
import { keysAt, type Schema, valuesAt } from "./schema-help.ts";

const schema = JSON.parse(schemaText) as Schema;
const risks = ["risk:read", "risk:change", "risk:destroy", "risk:host"];
const rules: ReadonlySet<unknown> = new Set(["allow", "ask", "deny"]);

/** Offers keys and values of the policy's schema, and ids of operations where a rule names them. */
export function policyCompletion(operations: readonly OperationNote[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[\w.:*-]*/);
    if (word === null || (word.from === word.to && !context.explicit)) return null;
    const { line, path, own } = placeIn(context.state, context.pos);
    const before = line.text.slice(0, word.from - line.from);
    const rule = rules.has(path[2]) || (rules.has(own) && path.length === 2);
    if (own !== undefined && /:\s/.test(before) && !rule)
      return { from: word.from, options: valuesAt(schema, [...path, own]).map((label) => ({ label })) };
    const named = rule
      ? [
          ...risks.map((label) => ({ label, type: "constant" })),
          ...operations.map(({ id, summary }) => ({ label: id, detail: summary, type: "function" })),
        ]
      : [];
    const keys = keysAt(schema, path).map(({ key, says }) => ({
      label: key,
      apply: `${key}: `,
      type: "property",
      ...(says === "" ? {} : { info: says }),
    }));
    return { from: word.from, options: [...named, ...keys] };
  };
}

/** What the key under the pointer means. */
export const policyHover = schemaHover(schema);
