import { z } from "zod";
import { GnosisError } from "../kernel/errors.ts";
import type { AnyOperation } from "./operation.ts";

interface FieldSchema {
  readonly type?: string;
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
}

const schemas = new WeakMap<AnyOperation, Readonly<Record<string, FieldSchema>>>();

/** The JSON Schema of each field of an operation's input, by name. */
export function inputFields(operation: AnyOperation): Readonly<Record<string, FieldSchema>> {
  const known = schemas.get(operation);
  if (known !== undefined) return known;
  const schema = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, FieldSchema>;
  };
  const fields = schema.properties ?? {};
  schemas.set(operation, fields);
  return fields;
}

function typesOf(schema: FieldSchema): Set<string> {
  const types = new Set<string>();
  if (schema.type !== undefined) types.add(schema.type);
  for (const one of schema.anyOf ?? []) for (const type of typesOf(one)) types.add(type);
  return types;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new GnosisError("INPUT_INVALID", `'${name}' is not valid JSON.`, { where: name });
  }
}

function one(name: string, text: string, schema: FieldSchema): unknown {
  const types = typesOf(schema);
  if (types.has("boolean") && /^(true|false|1|0)$/.test(text)) return text === "true" || text === "1";
  if ((types.has("integer") || types.has("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.has("object") && text.startsWith("{")) return parseJson(name, text);
  return text;
}

/**
 * Values that came as text (a query, a command line) in the types that the operation's schema has for them. What fits no type
 * stays text, so that the schema's own message names the trouble. A field given twice that is no list is INPUT_INVALID.
 */
export function fromText(operation: AnyOperation, texts: Iterable<readonly [string, string]>): Record<string, unknown> {
  const fields = inputFields(operation);
  const values = new Map<string, unknown>();
  for (const [name, text] of texts) {
    const schema = fields[name];
    const list = schema !== undefined && typesOf(schema).has("array");
    if (list) {
      const before = values.get(name) as unknown[] | undefined;
      const items = schema.items ?? schema.anyOf?.find(({ type }) => type === "array")?.items ?? {};
      const more = text.startsWith("[") ? (parseJson(name, text) as unknown[]) : [one(name, text, items)];
      values.set(name, [...(before ?? []), ...more]);
    } else if (values.has(name)) {
      throw new GnosisError("INPUT_INVALID", `'${name}' is given twice.`, { where: name });
    } else {
      values.set(name, schema === undefined ? text : one(name, text, schema));
    }
  }
  return Object.fromEntries(values);
}
