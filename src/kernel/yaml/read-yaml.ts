import { isAlias, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";

/** A place in a file. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** One thing wrong with a text. */
export interface YamlProblem extends Place {
  /** Place in the value, such as `services.web.ports[0]`; empty for what is no YAML. */
  readonly path: string;
  readonly message: string;
}

/** A YAML text as read: its value, or what is wrong with it, and where each of its parts stands. */
export interface ReadYaml {
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where a part stands; of one that is not there, where the nearest thing around it does. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
}

/** Aliases that one text may unfold into: a few lines must not become gigabytes. */
const mostAliases = 50;

const words: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "This key is here twice; keep one of them.",
  MULTIPLE_DOCS: "A second document begins here (`---`); a file is one document.",
  TAB_AS_INDENT: "Indent with spaces; YAML takes no tabs there.",
};

/** Reads a YAML text in which every key stands once; with `merge` a key `<<` takes in what it names. */
export function readYaml(text: string, { merge = false }: { readonly merge?: boolean } = {}): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: "core", strict: true, merge });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const placeOf = (path: readonly PropertyKey[]): Place => at(offsetOf(document, path));
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    path: "",
    message:
      words[error.code] ?? error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "broken YAML",
  }));
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== "__proto__") return;
      // Readers of objects drop it, and a condition that is dropped holds for everything.
      problems.push({ ...at(key.range?.[0] ?? 0), path: "", message: "No key can be called __proto__." });
    },
  });
  if (problems.length > 0) return { value: undefined, problems, placeOf };
  try {
    return { value: document.toJS({ maxAliasCount: mostAliases }), problems, placeOf };
  } catch (error) {
    const message = error instanceof Error ? error.message : "broken YAML";
    return { value: undefined, problems: [{ ...at(lostAlias(document)), path: "", message }], placeOf };
  }
}

/** Where the first alias stands that names nothing before it; the beginning when all do. */
function lostAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_, node) => {
      if (!isAlias(node) || node.resolve(document) !== undefined) return undefined;
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const key = path[length - 1];
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (length > 0 && isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      const range = isScalar(pair?.key) ? pair.key.range : undefined;
      if (range) return range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
