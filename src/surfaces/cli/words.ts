import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { closest } from "../../kernel/closest.ts";
import { usageError } from "./failure.ts";

/** `diskUsage` as `disk-usage`. */
export const kebab = (word: string): string =>
  word
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/[._]/g, "-")
    .toLowerCase();

/** The words of an operation on the command line: noun and verb. */
export function wordsOf(operation: AnyOperation): { readonly noun: string; readonly verb: string } {
  const at = operation.id.indexOf(".");
  return { noun: kebab(operation.id.slice(0, at)), verb: kebab(operation.id.slice(at + 1)) };
}

/** The verbs that people know from other tools, and ours for them. */
const synonyms: Readonly<Record<string, string>> = {
  ls: "list",
  ps: "list",
  rm: "remove",
  delete: "remove",
  del: "remove",
  show: "inspect",
  get: "inspect",
  log: "logs",
  build: "build",
};

/** Commands, such as `container restart`, whose verb is this word: for those who leave the noun out, as in the docker CLI. */
export function withVerb(catalogue: Catalogue, word: string): string[] {
  return catalogue.operations
    .map(wordsOf)
    .filter(({ verb }) => verb === word || verb === synonyms[word])
    .slice(0, 3)
    .map(({ noun, verb }) => `${noun} ${verb}`);
}

/** The nouns of the catalogue in its order, each with its operations. */
export function nouns(catalogue: Catalogue): Map<string, AnyOperation[]> {
  const all = new Map<string, AnyOperation[]>();
  for (const operation of catalogue.operations) {
    const { noun } = wordsOf(operation);
    all.set(noun, [...(all.get(noun) ?? []), operation]);
  }
  return all;
}

/** The operation that noun and verb name; a usage error with the closest words where there is none. */
export function findOperation(catalogue: Catalogue, noun: string, verb: string): AnyOperation {
  const all = nouns(catalogue);
  const operations = all.get(noun) ?? all.get(noun.replace(/s$/, ""));
  if (operations === undefined)
    throw usageError(`There is no command '${noun}'.`, "See 'gnosis-docker --help'.", closest(noun, all.keys()));
  const byVerb = new Map(operations.map((operation) => [wordsOf(operation).verb, operation]));
  const found = byVerb.get(verb) ?? byVerb.get(synonyms[verb] ?? "");
  if (found !== undefined) return found;
  const near = closest(verb, byVerb.keys()).map((word) => `${noun} ${word}`);
  throw usageError(`'${noun}' has no command '${verb}'.`, `See 'gnosis-docker ${noun} --help'.`, near);
}
