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

function list(name: string, texts: readonly string[], schema: FieldSchema): unknown {
  const items = schema.items ?? schema.anyOf?.find(({ type }) => type === "array")?.items ?? {};
  // A field that takes one string too reads a lone one its own way, such as a command that is split into words.
  const takesText = schema.anyOf?.some(({ type }) => type === "string") === true;
  const [only = ""] = texts;
  if (takesText && texts.length === 1 && !only.startsWith('["')) return only;
  const isJson = (text: string) => text.startsWith(takesText ? '["' : "[");
  return texts.flatMap((text) => (isJson(text) ? (parseJson(name, text) as unknown[]) : [one(name, text, items)]));
}

/**
 * Values that came as text (a query, a command line) in the types that the operation's schema has for them. What fits no type
 * stays text, so that the schema's own message names the trouble. A field given twice that is no list is INPUT_INVALID.
 */
export function fromText(operation: AnyOperation, texts: Iterable<readonly [string, string]>): Record<string, unknown> {
  const fields = inputFields(operation);
  const given = Map.groupBy(texts, ([name]) => name);
  const values = [...given].map(([name, pairs]): [string, unknown] => {
    const schema = fields[name];
    const all = pairs.map(([, text]) => text);
    const [only = ""] = all;
    if (schema !== undefined && typesOf(schema).has("array")) return [name, list(name, all, schema)];
    if (all.length > 1) throw new GnosisError("INPUT_INVALID", `'${name}' is given twice.`, { where: name });
    return [name, schema === undefined ? only : one(name, only, schema)];
  });
  return Object.fromEntries(values);
}
