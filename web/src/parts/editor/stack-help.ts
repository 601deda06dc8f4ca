import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import schemaText from "../../../../docs/compose.schema.json?raw";
import { placeIn, schemaHover } from "./schema-hover.ts";
import { keysAt, type Schema, valuesAt } from "./schema-help.ts";

const schema = JSON.parse(schemaText) as Schema;

/** Offers keys and values of a Compose file. */
export function stackCompletion(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\w.:-]*/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  const { line, path, own } = placeIn(context.state, context.pos);
  const before = line.text.slice(0, word.from - line.from);
  if (own !== undefined && /:\s/.test(before))
    return { from: word.from, options: valuesAt(schema, [...path, own]).map((label) => ({ label })) };
  const options = keysAt(schema, path).map(({ key, says }) => ({
    label: key,
    apply: `${key}: `,
    type: "property",
    ...(says === "" ? {} : { info: says }),
  }));
  return { from: word.from, options };
}

/** What the key under the pointer means. */
export const stackHover = schemaHover(schema);
