import type { Catalogue } from "../../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../../catalogue/operation.ts";
import { lineSpec, type FlagSpec } from "../flag-spec.ts";
import { nouns, wordsOf } from "../words.ts";

/** What completion is made from. */
export interface CompletionParts {
  readonly catalogue: Catalogue;
  /** Commands beside the operations, with their own words and flags. */
  readonly commands: readonly { readonly name: string; readonly words?: readonly string[] }[];
  /** Names of the objects of a noun, asked of the server; empty when it can't be. */
  readonly names: (list: AnyOperation) => Promise<readonly string[]>;
}

/** Words of a line as a shell has them, as far as completion needs: spaces part them, quotes and backslashes keep them together. */
export function splitWords(line: string): string[] {
  const words = [""];
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? "";
    const last = words.length - 1;
    if (quote !== "") {
      if (character === quote) quote = "";
      else words[last] += character;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "\\") words[last] += line[++index] ?? "";
    else if (character === " ") words.push("");
    else words[last] += character;
  }
  return words.filter((word, index) => word !== "" || index === words.length - 1);
}

const common = ["--format", "--quiet", "--help", "--docker-url", "--endpoint"];

/** The noun whose objects a field names: the operation's own for a path parameter, else the field's name. */
function nounOf(operation: AnyOperation, flag: FlagSpec, known: ReadonlyMap<string, unknown>): string | undefined {
  if (flag.field === "id" || operation.http.path.includes(`{${flag.field}}`)) {
    const [, collection = ""] = /^\/api\/([a-z]+)\//.exec(operation.http.path) ?? [];
    const fromPath = collection.replace(/s$/, "");
    return known.has(fromPath) ? fromPath : wordsOf(operation).noun;
  }
  const singular = flag.field.replace(/s$/, "");
  return known.has(singular) ? singular : undefined;
}

async function valuesOf(operation: AnyOperation, flag: FlagSpec, parts: CompletionParts): Promise<readonly string[]> {
  if (flag.choices.length > 0) return flag.choices;
  const all = nouns(parts.catalogue);
  const noun = nounOf(operation, flag, all);
  const list = all.get(noun ?? "")?.find((one) => wordsOf(one).verb === "list");
  return list === undefined ? [] : parts.names(list);
}

async function operationWords(
  operation: AnyOperation,
  words: readonly string[],
  parts: CompletionParts,
): Promise<readonly string[]> {
  const spec = lineSpec(operation);
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  if (before.includes("--")) return [];
  const flagOf = (word: string) =>
    spec.flags.find(
      (flag) => `--${flag.name}` === word || flag.aliases.some((alias) => alias === word || `--${alias}` === word),
    );
  const [assigned, value] =
    current.startsWith("--") && current.includes("=") ? current.split("=", 2) : [undefined, undefined];
  if (assigned !== undefined && value !== undefined) {
    const flag = flagOf(assigned);
    return flag === undefined ? [] : (await valuesOf(operation, flag, parts)).map((one) => `${assigned}=${one}`);
  }
  const previous = before.at(-1) ?? "";
  if (previous === "--format") return ["table", "json", "ndjson"];
  const pending = flagOf(previous);
  if (pending !== undefined && pending.kind !== "switch") return valuesOf(operation, pending, parts);
  if (current.startsWith("-")) {
    const files = [
      operation.upload === undefined ? [] : ["--file"],
      operation.download === undefined ? [] : ["--output"],
    ];
    return [...spec.flags.filter(({ hidden }) => !hidden).map(({ name }) => `--${name}`), ...files.flat(), ...common];
  }
  const placed = before.filter((word, index) => {
    const flag = flagOf(before[index - 1] ?? "");
    return !word.startsWith("-") && (flag === undefined || flag.kind === "switch");
  });
  const position = spec.positionals[placed.length] ?? (spec.repeats ? spec.positionals[0] : undefined);
  return position === undefined
    ? []
    : (await valuesOf(operation, position, parts)).filter((name) => !placed.includes(name));
}

/** The words that can stand where the cursor is; the line begins with the program's name. */
export async function complete(line: string, parts: CompletionParts): Promise<string[]> {
  const [, ...words] = splitWords(line);
  const current = words.at(-1) ?? "";
  const all = nouns(parts.catalogue);
  const candidates = async (): Promise<readonly string[]> => {
    const [first = "", second = ""] = words;
    if (words.length <= 1) return [...parts.commands.map(({ name }) => name), ...all.keys(), "--help", "--version"];
    const operations = all.get(first);
    const command = parts.commands.find(({ name }) => name === first);
    if (words.length === 2)
      return [...(command?.words ?? []), ...(operations ?? []).map((operation) => wordsOf(operation).verb)];
    const operation = operations?.find((one) => wordsOf(one).verb === second);
    return operation === undefined ? [] : operationWords(operation, words.slice(2), parts);
  };
  return [...new Set(await candidates())].filter((word) => word.startsWith(current)).toSorted();
}
