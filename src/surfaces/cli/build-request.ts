import { readFileSync } from "node:fs";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { fromText, inputFields } from "../../catalogue/text-input.ts";
import { usageError } from "./failure.ts";
import { typesOf, type FieldSchema, type LineSpec } from "./flag-spec.ts";
import type { ParsedLine } from "./parse-line.ts";

/** A call as it goes over HTTP. */
export interface PlannedRequest {
  readonly method: string;
  readonly path: string;
  readonly json?: Readonly<Record<string, unknown>>;
}

/** What a word means where a value may be anything. */
const meanings: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** The values of a map whose values may be anything: switches and nothing by their words, the rest as text. */
function asMeant(values: Readonly<Record<string, string>>, schema: FieldSchema | undefined): unknown {
  const rule = schema?.additionalProperties;
  if (typeof rule !== "object" || Object.keys(rule).length > 0) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, Object.hasOwn(meanings, text) ? meanings[text] : text]),
  );
}

function pairs(field: string, texts: readonly string[]): string | Readonly<Record<string, string>> {
  const [only = ""] = texts;
  // A file, so that credentials need not stand on the command line, where others can read them.
  if (texts.length === 1 && only.startsWith("@")) return readFileSync(only === "@-" ? 0 : only.slice(1), "utf8").trim();
  if (texts.length === 1 && only.startsWith("{")) return only;
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1)
        throw usageError(`'${text}' is not NAME=VALUE.`, `Write it as --${field.replaceAll("_", "-")} NAME=VALUE.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** `type=bind,source=/srv,readonly` of the docker CLI as JSON; anything else as it is. */
function objectText(text: string): string {
  if (text.startsWith("{") || !text.includes("=")) return text;
  const parts = text.split(",").map((part): [string, string | boolean] => {
    const at = part.indexOf("=");
    const value = at < 0 ? "true" : part.slice(at + 1);
    return [at < 0 ? part : part.slice(0, at), value === "true" || value === "false" ? value === "true" : value];
  });
  return JSON.stringify(Object.fromEntries(parts));
}

const itemTypes = (schema: FieldSchema | undefined): ReadonlySet<string> =>
  typesOf(schema?.items ?? schema?.anyOf?.find(({ type }) => type === "array")?.items ?? {});

/** The input that a line asks for, in the types of the operation's schema. */
export function inputOf(
  operation: AnyOperation,
  spec: LineSpec,
  line: Pick<ParsedLine, "texts" | "rest">,
): Record<string, unknown> {
  const fields = inputFields(operation) as Readonly<Record<string, FieldSchema>>;
  const isMap = (field: string) => {
    const types = typesOf(fields[field] ?? {});
    return types.has("object") && !types.has("array") && !types.has("string");
  };
  const holdsObjects = (field: string) => {
    const types = itemTypes(fields[field]);
    return types.has("object") && !types.has("string");
  };
  const input = fromText(
    operation,
    line.texts
      .filter(([field]) => !isMap(field))
      .map(([field, text]): [string, string] => [field, holdsObjects(field) ? objectText(text) : text]),
  );
  for (const field of new Set(line.texts.map(([name]) => name).filter(isMap))) {
    const value = pairs(
      field,
      line.texts.flatMap(([name, text]) => (name === field ? [text] : [])),
    );
    input[field] =
      typeof value === "string" ? fromText(operation, [[field, value]])[field] : asMeant(value, fields[field]);
  }
  if (line.rest !== undefined) {
    if (spec.rest === undefined) throw usageError("This command takes nothing after '--'.", "Remove what follows it.");
    input[spec.rest.field] = line.rest;
  }
  return input;
}

/** Makes the HTTP request of an operation's route; what isn't in the path goes into the query or the JSON body. */
export function planRequest(
  operation: AnyOperation,
  input: Readonly<Record<string, unknown>>,
  how: { readonly endpoint?: string; readonly uploads: boolean },
): PlannedRequest {
  const left = new Map(Object.entries(input));
  const path = operation.http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  if (how.endpoint !== undefined) query.set("endpoint", how.endpoint);
  const inQuery = operation.http.method === "GET" || operation.http.method === "DELETE" || how.uploads;
  if (inQuery)
    for (const [name, value] of left)
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
        query.append(name, typeof one === "object" ? JSON.stringify(one) : String(one));
  const search = query.toString();
  return {
    method: operation.http.method,
    path: `${path}${search === "" ? "" : `?${search}`}`,
    ...(inQuery ? {} : { json: Object.fromEntries(left) }),
  };
}
