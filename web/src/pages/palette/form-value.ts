import type { FieldSchema } from "./choices.ts";

/** Every type that a field may have. */
export function typesOf({ type, anyOf }: FieldSchema): ReadonlySet<string> {
  return new Set([...(type === undefined ? [] : [type]), ...(anyOf ?? []).flatMap((one) => [...typesOf(one)])]);
}

/** What was typed into a field, in the type that its schema has: JSON where it is an object or a list of such. */
export function valueOf(schema: FieldSchema, text: string): unknown {
  const types = typesOf(schema);
  if (text === "") return undefined;
  if (types.has("boolean") && /^(true|false)$/.test(text)) return text === "true";
  if ((types.has("number") || types.has("integer")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if ((types.has("object") || types.has("array")) && /^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  if (types.has("array") && !types.has("string")) return text.split("\n").filter((line) => line !== "");
  return text;
}
