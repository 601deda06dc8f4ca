/** One instruction of a Dockerfile, with its continuation lines joined. */
export interface Instruction {
  /** In lower case. */
  readonly word: string;
  readonly rest: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** What Go calls white space: JavaScript's own class lacks U+0085 and has U+FEFF besides. */
const space = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const leading = new RegExp(`^${space}+`, "u");
const around = new RegExp(`^${space}+|${space}+$`, "gu");
/** What separates words for the engine's parser. */
export const betweenWords = /[\t\v\f\r ]+/;

const trimLeft = (line: string): string => line.replace(leading, "");
const trim = (text: string): string => text.replaceAll(around, "");
const isComment = (line: string): boolean => trimLeft(line).startsWith("#");

const directive = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(.+?)[ \t]*$/;

/**
 * The characters that may stand for continuation: the one that a directive at the very top names, and those that engines which look for
 * directives less strictly could find further down among the first comments.
 */
function escapesOf(lines: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  let first: string | undefined;
  let strict = true;
  for (const raw of lines) {
    const line = trimLeft(raw);
    const [, name = "", value = ""] = directive.exec(line) ?? [];
    if (name === "" || line !== raw) strict = false;
    if (line !== "" && !line.startsWith("#")) break;
    if (name.toLowerCase() !== "escape" || (value !== "`" && value !== "\\")) continue;
    found.add(value);
    if (strict) first ??= value;
  }
  if (first === undefined) found.add("\\");
  return found;
}

/** Engines differ in whether a doubled escape at a line's end continues it. */
const continuations = (escape: string): readonly RegExp[] => {
  const quoted = escape === "`" ? escape : "\\\\";
  return [
    new RegExp(`()${quoted}[ \\t]*$`, "u"),
    new RegExp(`([^${quoted}])${quoted}[ \\t]*$|^${quoted}[ \\t]*$`, "u"),
  ];
};

function* joined(lines: readonly string[], continued: RegExp): Generator<Instruction, void, void> {
  for (let at = 0; at < lines.length; at++) {
    const began = at + 1;
    const first = lines[at] ?? "";
    if (isComment(first)) continue;
    let text = trimLeft(first);
    let open = continued.test(text);
    if (!open && text === "") continue;
    text = text.replace(continued, "$1");
    while (open && at + 1 < lines.length) {
      const next = lines[++at] ?? "";
      if (isComment(next) || trimLeft(next) === "") continue;
      open = continued.test(next);
      text += next.replace(continued, "$1");
    }
    const instruction = split(text, began);
    if (instruction.word !== "") yield instruction;
  }
}

function split(text: string, line: number): Instruction {
  const whole = trim(text);
  const end = betweenWords.exec(whole);
  if (end === null) return { word: whole.toLowerCase(), rest: "", line };
  return {
    word: whole.slice(0, end.index).toLowerCase(),
    rest: trim(whole.slice(end.index + end[0].length)),
    line,
  };
}

/** The instruction that stands in another one, as behind `ONBUILD`. */
export const instructionIn = (text: string, line: number): Instruction => split(text, line);

/**
 * The instructions of a Dockerfile as the engine's own parser joins its lines, once for each way in which engines read it: nearly
 * always once or twice the same.
 */
export function readings(text: string): readonly (readonly Instruction[])[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
  return [...escapesOf(lines)].flatMap((escape) =>
    continuations(escape).map((continued) => [...joined(lines, continued)]),
  );
}

/**
 * The flags (`--name=value`) before an instruction's arguments, and the arguments: quotes and backslashes mean within a flag what they
 * mean in a shell.
 */
export function flagsOf(rest: string): { readonly flags: readonly string[]; readonly args: string } {
  // The engine takes byte by byte here.
  const bytes = Buffer.from(rest, "utf8").toString("latin1");
  const back = (text: string): string => Buffer.from(text, "latin1").toString("utf8");
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < bytes.length && byteSpace.test(bytes[at] ?? "")) at++;
    if (!bytes.startsWith("--", at)) return { flags, args: trim(back(bytes.slice(at))) };
    let word = "";
    let quote = "";
    for (; at < bytes.length; at++) {
      const character = bytes[at] ?? "";
      if (quote === "" && byteSpace.test(character)) break;
      if (character === "\\") word += bytes[++at] ?? "";
      else if (quote === "" && (character === '"' || character === "'")) quote = character;
      else if (character === quote) quote = "";
      else word += character;
    }
    if (word === "--") return { flags, args: trim(back(bytes.slice(at))) };
    flags.push(back(word));
  }
}

const byteSpace = /[\t\n\v\f\r \u0085\u00a0]/;
