import type { AnyOperation } from "../../catalogue/operation.ts";
import { inputFields } from "../../catalogue/text-input.ts";
import { fieldAliases } from "./flag-names.ts";
import { kebab } from "./words.ts";

/** A field's JSON Schema, as far as the command line reads it. */
export interface FieldSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
  readonly additionalProperties?: boolean | FieldSchema;
}

/** A flag made from one field of an operation's input. */
export interface FlagSpec {
  readonly field: string;
  /** Without dashes, such as `mem-limit`. */
  readonly name: string;
  /** Second names (`env`) and letters (`-e`). */
  readonly aliases: readonly string[];
  readonly kind: "switch" | "value" | "list";
  /** What stands for the value in the help: `TEXT`, `NUMBER`, `NAME=VALUE` … */
  readonly placeholder: string;
  readonly description: string;
  /** Not shown in the help. */
  readonly hidden: boolean;
  readonly choices: readonly string[];
  readonly default: unknown;
  readonly required: boolean;
}

/** The flags and positionals of an operation. */
export interface LineSpec {
  readonly flags: readonly FlagSpec[];
  /** Fields that are given by position, in order. */
  readonly positionals: readonly FlagSpec[];
  /** True when more of the first positional may follow: the operation is then called once for each. */
  readonly repeats: boolean;
  /** The field that takes every word after `--`. */
  readonly rest: FlagSpec | undefined;
  /** True when the last word may name a file to upload. */
  readonly takesFile: boolean;
}

/** Every type that a value of the field may have. */
export function typesOf(schema: FieldSchema): ReadonlySet<string> {
  const types = new Set<string>(schema.type === undefined ? [] : [schema.type]);
  for (const one of schema.anyOf ?? []) for (const type of typesOf(one)) types.add(type);
  return types;
}

/** Where lists and objects are both taken, the description says which form an entry of the list has. */
const writesPairs = (types: ReadonlySet<string>, description: string) =>
  types.has("object") && (!types.has("array") || /name=value/i.test(description)) && !types.has("string");

function placeholderOf(types: ReadonlySet<string>, choices: readonly string[], description: string): string {
  if (choices.length > 0) return choices.join("|");
  if (writesPairs(types, description)) return "NAME=VALUE";
  if (types.has("string") || types.has("array")) return "TEXT";
  return "NUMBER";
}

const isList = (types: ReadonlySet<string>) => types.has("array") || (types.has("object") && !types.has("string"));

const choicesOf = (schema: FieldSchema): readonly string[] =>
  (schema.enum ?? schema.anyOf?.find((one) => one.enum !== undefined)?.enum ?? []).map(String);

/** Which second names each field has. */
function claimAliases(fields: Readonly<Record<string, FieldSchema>>): ReadonlyMap<string, readonly string[]> {
  const taken = new Set(Object.keys(fields));
  const claimed = new Map<string, readonly string[]>();
  for (const [field, names] of Object.entries(fieldAliases)) {
    if (fields[field] === undefined) continue;
    const free = names.filter((name) => !taken.has(name));
    for (const name of free) taken.add(name);
    claimed.set(field, free);
  }
  return claimed;
}

/** Words that are a command to run, and come after `--`. */
const commandFields = ["command", "argv", "cmd"];

/** Makes flags and positionals from the operation's input schema. */
export function lineSpec(operation: AnyOperation): LineSpec {
  const fields = inputFields(operation) as Readonly<Record<string, FieldSchema>>;
  const inPath = [...operation.http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const optional = (name: string): boolean =>
    (operation.input.shape[name] as { safeParse: (value: unknown) => { success: boolean } }).safeParse(undefined)
      .success;
  const aliases = claimAliases(fields);
  const flags = Object.entries(fields).map(([field, schema]): FlagSpec => {
    const types = typesOf(schema);
    const choices = choicesOf(schema);
    const { description = "" } = schema;
    const isSwitch = types.size === 1 && types.has("boolean");
    return {
      field,
      name: kebab(field),
      aliases: aliases.get(field) ?? [],
      kind: isSwitch ? "switch" : isList(types) ? "list" : "value",
      placeholder: isSwitch ? "" : placeholderOf(types, choices, description),
      description,
      // The same field under a second name, for clients of other interfaces: taken, but not advertised.
      hidden: /^(Another spelling of|The same as a number)/.test(description),
      choices,
      default: schema.default,
      required: !optional(field),
    };
  });
  const byField = new Map(flags.map((flag) => [flag.field, flag]));
  const rest = commandFields.map((name) => byField.get(name)).find((flag) => flag?.kind === "list");
  const named = inPath.flatMap((name) => byField.get(name) ?? []);
  const further = flags.filter((flag) => flag.required && flag.kind === "value" && !inPath.includes(flag.field));
  const takesFile = operation.upload !== undefined;
  const needed = [...named, ...further];
  // `volume create data`: where nothing else is given by position, what is made may be named there, as with the docker CLI.
  const name = needed.length > 0 || takesFile || rest !== undefined ? undefined : byField.get("name");
  const positionals = name === undefined || !operation.id.endsWith(".create") ? needed : [name];
  const repeats = positionals.length === 1 && inPath.length === 1 && rest === undefined && !takesFile;
  return { flags, positionals, repeats, rest, takesFile };
}
