import { betweenWords, flagsOf, type Instruction, instructionIn, readings } from "./dockerfile-instructions.ts";

/** An image that a Dockerfile takes something from, as written and with its variables filled in. */
export interface DockerfileBase {
  readonly reference: string;
  /** As written, where that names variables: what the engine fills in may be something else. */
  readonly variable?: string;
  /** Counted from 1. */
  readonly line: number;
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

/** Reads instructions one after the other, as far as they say where something is taken from. */
class Bases {
  readonly found: DockerfileBase[] = [];
  readonly #given: Readonly<Record<string, string>>;
  readonly #values: Map<string, string>;
  /** Names of the stages that are done: until then an image of that name is meant. */
  readonly #stages = new Set<string>();
  #count = -1;
  #current: string | undefined;

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given;
    this.#values = new Map(Object.entries(given));
  }

  #add(written: string, line: number): void {
    const readable = new Set([expanded(written, this.#values), unquoted(written)]);
    for (const each of [...readable]) readable.add(each.replaceAll(/[\\`](.)/gu, "$1"));
    for (const reference of readable) {
      if (reference === "" || reference === "scratch" || this.#stages.has(reference.toLowerCase())) continue;
      this.found.push({ reference, ...(written.includes("$") ? { variable: written } : {}), line });
    }
  }

  /** What is copied from may also be a stage by its number. */
  #copied(written: string, line: number): void {
    if (!/^\d{1,3}$/.test(written) || Number(written) >= this.#count) this.#add(written, line);
  }

  read({ word, rest, line }: Instruction): void {
    const { flags, args } = flagsOf(rest);
    if (word === "onbuild") this.read(instructionIn(args, line));
    if (word === "arg")
      for (const each of args.split(betweenWords)) {
        const [name = "", ...value] = each.split("=");
        if (value.length > 0 && !Object.hasOwn(this.#given, name))
          this.#values.set(name, expanded(value.join("="), this.#values));
      }
    if (word === "from") {
      if (this.#current !== undefined) this.#stages.add(this.#current);
      this.#count++;
      const [image = "", as = "", name = ""] = args.split(betweenWords);
      this.#add(image, line);
      this.#current = as.toLowerCase() === "as" ? name.toLowerCase() : undefined;
    }
    if (word === "copy" || word === "add" || word === "run") {
      const said = flags.filter((flag) => flag.startsWith("--from=")).map((flag) => flag.slice("--from=".length));
      const looks = [...rest.matchAll(/(?:--|,|=)from=([^\s,]+)/gi)].map(([, image = ""]) => image);
      for (const image of new Set([...said, ...looks])) this.#copied(image, line);
    }
  }
}

/**
 * The images that a Dockerfile begins from or copies from, stages of its own left out, however engines read it. Variables are filled in
 * from `ARG` lines and the given build arguments; where that leaves anything open the text as written is among the answers too.
 */
export function dockerfileBases(text: string, given: Readonly<Record<string, string>>): DockerfileBase[] {
  const all = new Map<string, DockerfileBase>();
  for (const instructions of readings(text)) {
    const bases = new Bases(given);
    for (const instruction of instructions) bases.read(instruction);
    for (const base of bases.found) all.set(`${base.line} ${base.reference}`, base);
  }
  return [...all.values()];
}
