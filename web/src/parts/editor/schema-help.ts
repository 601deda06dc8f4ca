/** What is used of a JSON Schema. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** A step of a place: a key, or an entry of a list. */
export type Step = string | 0;

const indentOf = (line: string): number => line.length - line.trimStart().length;
const keyOf = (text: string): string | undefined => /^["']?([\w.-]+)["']?\s*:(?:\s|$)/.exec(text)?.[1];

/** The place of a line in block-style YAML, by its indentation alone, so that half-written text has one too; `own` is its own key. */
export function placeOf(
  lines: readonly string[],
  at: number,
): { readonly path: readonly Step[]; readonly own?: string } {
  const steps: Step[] = [];
  const here = lines[at] ?? "";
  let indent = indentOf(here);
  let text = here.trim();
  // An entry's first key stands deeper than its dash.
  const dashes = /^(?:-\s+|-$)+/.exec(text)?.[0] ?? "";
  if (dashes !== "") steps.unshift(0);
  text = text.slice(dashes.length);
  const own = keyOf(text);
  for (let line = at - 1; line >= 0 && (indent > 0 || steps[0] === 0); line--) {
    const above = lines[line] ?? "";
    const trimmed = above.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const depth = indentOf(above);
    const dashed = trimmed.startsWith("- ");
    const key = keyOf(trimmed.replace(/^-\s+/, ""));
    if (dashed && depth + 2 === indent) {
      steps.unshift(0);
      indent = depth;
    } else if (key !== undefined && !dashed && (depth < indent || (depth === indent && steps[0] === 0))) {
      steps.unshift(key);
      indent = depth;
      if (depth === 0) break;
    }
  }
  return { path: steps, ...(own === undefined ? {} : { own }) };
}

const branches = (schema: Schema): readonly Schema[] => [schema, ...(schema.anyOf ?? []).flatMap(branches)];

/** The schemas that can hold at a place. */
export function schemasAt(root: Schema, path: readonly Step[]): readonly Schema[] {
  let found = branches(root);
  for (const step of path) {
    found = found.flatMap((schema): readonly Schema[] => {
      const next =
        step === 0
          ? schema.items
          : (schema.properties?.[step] ??
            (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined));
      return next === undefined ? [] : branches(next);
    });
  }
  return found;
}

/** The keys that can stand at a place, each with what it means. */
export function keysAt(
  root: Schema,
  path: readonly Step[],
): readonly { readonly key: string; readonly says: string }[] {
  const found = schemasAt(root, path).flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([key, { description = "" }]) => ({ key, says: description })),
  );
  return [...new Map(found.map((one) => [one.key, one])).values()];
}

/** The values that can stand at a place, where they are few. */
export const valuesAt = (root: Schema, path: readonly Step[]): readonly string[] =>
  schemasAt(root, path).flatMap((schema) => [
    ...(schema.enum ?? []).map(String),
    ...(schema.const === undefined ? [] : [String(schema.const)]),
    ...(schema.type === "boolean" ? ["true", "false"] : []),
  ]);
