/** An image that a Dockerfile takes something from, as written and with its variables filled in. */
export interface DockerfileBase {
  readonly reference: string;
  /** As written, where that names variables: what the engine fills in may be something else. */
  readonly variable?: string;
  /** Counted from 1. */
  readonly line: number;
}

interface Instruction {
  readonly word: string;
  readonly rest: string;
  readonly line: number;
}

/** Instructions with their continuation lines joined, as the engine's own parser joins them. */
function* instructions(text: string): Generator<Instruction> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const escape = /^#\s*escape\s*=\s*`\s*$/im.test(lines.slice(0, 20).join("\n")) ? "`" : "\\";
  let joined = "";
  let began = 0;
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    if (joined === "") began = index + 1;
    const trimmed = line.trimEnd();
    if (trimmed.endsWith(escape)) {
      joined += `${trimmed.slice(0, -1)} `;
      continue;
    }
    joined += line;
    const [, word = "", rest = ""] = /^\s*(\S+)\s*([^]*)$/.exec(joined) ?? [];
    joined = "";
    if (word !== "") yield { word: word.toUpperCase(), rest: rest.trim(), line: began };
  }
  const [, word = "", rest = ""] = /^\s*(\S+)\s*([^]*)$/.exec(joined) ?? [];
  if (word !== "") yield { word: word.toUpperCase(), rest: rest.trim(), line: began };
}

const unquoted = (text: string): string => text.replace(/["']/g, "");

/** `$NAME`, `${NAME}`, `${NAME:-else}` and `${NAME:+instead}` filled in. */
function expanded(text: string, values: ReadonlyMap<string, string>): string {
  return unquoted(
    text.replace(
      /\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g,
      (
        _,
        braced: string | undefined,
        sign: string | undefined,
        word: string | undefined,
        plain: string | undefined,
      ) => {
        const value = values.get(braced ?? plain ?? "") ?? "";
        if (sign === "-") return value === "" ? (word ?? "") : value;
        if (sign === "+") return value === "" ? "" : (word ?? "");
        return value;
      },
    ),
  );
}

/**
 * The images that a Dockerfile begins from or copies from, stages of its own left out. Variables are filled in from `ARG` lines and the
 * given build arguments; where that leaves anything open the text as written is among the answers too.
 */
export function dockerfileBases(text: string, given: Readonly<Record<string, string>>): DockerfileBase[] {
  const values = new Map<string, string>(Object.entries(given));
  const stages = new Set<string>();
  const found: DockerfileBase[] = [];
  const add = (written: string, line: number): void => {
    for (const reference of new Set([expanded(written, values), unquoted(written)]))
      if (
        reference !== "" &&
        reference !== "scratch" &&
        !stages.has(reference.toLowerCase()) &&
        !/^\d{1,3}$/.test(reference)
      )
        found.push({ reference, ...(written.includes("$") ? { variable: written } : {}), line });
  };
  const read = ({ word, rest, line }: Instruction): void => {
    const words = rest.split(/\s+/);
    if (word === "ONBUILD") {
      const [inner = "", ...others] = words;
      read({ word: inner.toUpperCase(), rest: others.join(" "), line });
    }
    if (word === "ARG")
      for (const each of words) {
        const [name = "", ...value] = each.split("=");
        if (value.length > 0 && !Object.hasOwn(given, name)) values.set(name, expanded(value.join("="), values));
      }
    if (word === "FROM") {
      const [image = "", as = "", name = ""] = words.filter((each) => !each.startsWith("--"));
      add(image, line);
      if (as.toUpperCase() === "AS") stages.add(name.toLowerCase());
    }
    if (word === "COPY" || word === "ADD" || word === "RUN")
      for (const [, image = ""] of rest.matchAll(/(?:--|,|=)from=([^\s,]+)/gi)) add(image, line);
  };
  for (const instruction of instructions(text)) read(instruction);
  return found;
}
