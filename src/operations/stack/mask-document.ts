import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Scalar } from "yaml";
import { isHarmlessVariable, isSecretName, maskedText, redactArguments, redactText } from "../../kernel/redaction.ts";
import type { StackVersion } from "../stack-shelf.ts";

/** What the keys around a value say of it. */
type Context = "plain" | "variables" | "labels" | "secret";

/** A part of the text that something else is to stand for. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A text that only names variables holds no secret itself. */
const onlyNames = /^(?:\$\{[A-Za-z_]\w*\}|\$[A-Za-z_]\w*)$/u;

const contextOf = (key: string, around: Context): Context => {
  if (around === "secret") return "secret";
  if (around === "variables") return isHarmlessVariable(key) ? "plain" : "secret";
  if (/^(?:environment|args)$/u.test(key)) return "variables";
  if (/^(?:labels|annotations|options|driver_opts)$/u.test(key)) return "labels";
  return isSecretName(key) ? "secret" : "plain";
};

function maskedScalar(value: string, context: Context): string {
  if (value === "" || onlyNames.test(value)) return value;
  if (context === "secret") return maskedText;
  const at = value.indexOf("=");
  if (context === "plain" || at < 0) return redactText(value);
  const name = value.slice(0, at);
  const rest = value.slice(at + 1);
  const harmless = context === "variables" ? isHarmlessVariable(name) : !isSecretName(name);
  return `${name}=${harmless ? redactText(rest) : maskedScalar(rest, "secret")}`;
}

/** Where a scalar stands. */
interface Around {
  readonly context: Context;
  readonly path: readonly string[];
  /** The values of the list that it is in. */
  readonly list?: readonly unknown[] | undefined;
}

/** Visits every scalar with what the keys around it say; what an alias names is visited in the place of the alias too. */
function visitScalars(document: Document, each: (scalar: Scalar, around: Around) => void): void {
  const seen = new Set<Node>();
  const visit = (node: unknown, context: Context, path: readonly string[], list?: readonly unknown[]): void => {
    if (isAlias(node)) {
      const target = node.resolve(document);
      // A text may name itself.
      if (target === undefined || seen.has(target)) return;
      seen.add(target);
      visit(target, context, path, list);
      seen.delete(target);
    } else if (isScalar(node)) each(node, { context, path, list });
    else if (isSeq(node)) {
      const values = node.items.map((item) => (isScalar(item) ? item.value : undefined));
      for (const [index, item] of node.items.entries()) {
        const name = context === "plain" ? undefined : /^[^=]+(?==)/u.exec(String(values[index]))?.[0];
        visit(item, context, [...path, name ?? String(index)], values);
      }
    } else if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? key.value : "";
        // A key that merges stands for those of what it names.
        if (typeof name === "symbol" || name === "<<") visit(value, context, [...path, "<<"]);
        else visit(value, contextOf(String(name), context), [...path, String(name)]);
      }
    }
  };
  visit(document.contents, "plain", []);
}

/** The values of a list of words after options that take a secret, by their place. */
const maskedWords = (list: readonly unknown[]): readonly string[] =>
  redactArguments(list.map((item) => (typeof item === "string" ? item : "")));

/** What a scalar is shown as where it holds a secret; nothing where it stays. */
function maskedForm({ value: given }: Scalar, { context, path, list }: Around): string | undefined {
  if (typeof given === "boolean" || given === null) return undefined;
  const value = String(given);
  const word = context === "plain" && list !== undefined ? maskedWords(list)[Number(path.at(-1))] : undefined;
  const masked = word !== undefined && word !== "" && word !== value ? word : maskedScalar(value, context);
  return masked === value ? undefined : masked;
}

function applied(text: string, edits: readonly Edit[]): string {
  let out = text;
  for (const { from, to, text: put } of edits.toSorted((left, right) => right.from - left.from))
    out = out.slice(0, from) + put + out.slice(to);
  return out;
}

/** A Compose file with the values of secrets masked in their places; everything else stays as it was written. */
export function maskDocument(text: string): string {
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  if (document.errors.length > 0) return maskedText;
  const edits = new Map<number, Edit>();
  visitScalars(document, (scalar, around) => {
    const masked = maskedForm(scalar, around);
    if (masked !== undefined && scalar.range) edits.set(scalar.range[0], editOf(text, scalar, masked));
  });
  // Comments are no values: what looks like a secret there is masked as in any text.
  return applied(text, [...edits.values()]).replace(/(^|\s)#.*$/gmu, (comment) => redactText(comment));
}

/** The values that a masked view of a version hides, the longest first: for messages in which one of them may stand. */
function hiddenValues({ document: text, env }: Pick<StackVersion, "document" | "env">): readonly string[] {
  const hidden = new Set<string>();
  for (const [name, value] of Object.entries(maskEnv(env))) if (value !== env[name]) hidden.add(env[name] ?? "");
  visitScalars(parseDocument(text, { merge: true, logLevel: "silent" }), (scalar, around) => {
    const value = String(scalar.value);
    if (maskedForm(scalar, around) === undefined) return;
    hidden.add(value);
    if (value.includes("=")) hidden.add(value.slice(value.indexOf("=") + 1));
  });
  return [...hidden].filter((value) => value !== "").toSorted((left, right) => right.length - left.length);
}

/** Those of them that this caller may not see. */
export const hiddenFrom = (
  { revealsSecrets }: { readonly revealsSecrets: boolean },
  version: Pick<StackVersion, "document" | "env"> | undefined,
): readonly string[] => (revealsSecrets || version === undefined ? [] : hiddenValues(version));

/** What stands for a scalar: on one line, in double quotes; the line's end after a block is kept. */
function editOf(text: string, { range }: Scalar, value: string): Edit {
  const [from, to] = range ?? [0, 0, 0];
  const end = text.slice(from, to).endsWith("\n") ? "\n" : "";
  return { from, to, text: `${JSON.stringify(value)}${end}` };
}

/** The text with each mask replaced by what stands in its place in the former one; the places of masks that stand for nothing. */
export function unmaskDocument(
  text: string,
  former: string | undefined,
): { readonly text: string; readonly lost: readonly string[] } {
  if (!text.includes(maskedText)) return { text, lost: [] };
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const before = new Map<string, string>();
  if (former !== undefined)
    visitScalars(parseDocument(former, { merge: true, logLevel: "silent" }), (scalar, { path }) =>
      before.set(JSON.stringify(path), String(scalar.value)),
    );
  const edits = new Map<number, Edit>();
  const lost: string[] = [];
  visitScalars(document, (scalar, { path }) => {
    if (typeof scalar.value !== "string" || !scalar.value.includes(maskedText) || !scalar.range) return;
    const value = before.get(JSON.stringify(path));
    if (value === undefined || value.includes(maskedText)) lost.push(path.join("."));
    else edits.set(scalar.range[0], editOf(text, scalar, value));
  });
  return { text: applied(text, [...edits.values()]), lost };
}

/** Variables with the values of all but harmless ones masked. */
export const maskEnv = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value === "" ? value : isHarmlessVariable(name) ? redactText(value) : maskedText,
    ]),
  );

/** Variables in which a mask stands for the former value; the names of masks that stand for nothing. */
export function unmaskEnv(
  env: Readonly<Record<string, string>>,
  former: Readonly<Record<string, string>>,
): { readonly env: Record<string, string>; readonly lost: readonly string[] } {
  const lost: string[] = [];
  const filled = Object.entries(env).map(([name, value]): [string, string] => {
    if (!value.includes(maskedText)) return [name, value];
    const before = Object.hasOwn(former, name) ? former[name] : undefined;
    if (before === undefined) lost.push(name);
    return [name, before ?? value];
  });
  return { env: Object.fromEntries(filled), lost };
}
