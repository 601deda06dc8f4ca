import { closest } from "../../kernel/closest.ts";
import { usageError } from "./failure.ts";
import type { FlagSpec, LineSpec } from "./flag-spec.ts";

/** Flags that every operation has; those of `connection` are handed on to whoever reads the settings. */
const commonFlags: Readonly<Record<string, "switch" | "value" | "connection">> = {
  help: "switch",
  "-h": "switch",
  yes: "switch",
  "-y": "switch",
  quiet: "switch",
  follow: "switch",
  "-q": "switch",
  format: "value",
  output: "value",
  "-o": "value",
  file: "value",
  endpoint: "value",
  "docker-url": "connection",
  "docker-token-file": "connection",
  config: "connection",
  "data-dir": "connection",
};

/** A command line, taken apart. */
export interface ParsedLine {
  /** What was given for each field, as text and in order. */
  readonly texts: readonly (readonly [string, string])[];
  /** The words after `--`. */
  readonly rest: readonly string[] | undefined;
  /** Values of the first positional beyond the first one. */
  readonly further: readonly string[];
  readonly common: Readonly<Record<string, string>>;
  /** Flags that say where the server is, ready for the settings' reader. */
  readonly connection: readonly string[];
}

interface Found {
  readonly flag?: FlagSpec;
  readonly common?: string;
  readonly negated?: boolean;
}

function find(argument: string, spec: LineSpec): Found | undefined {
  const short = !argument.startsWith("--");
  const name = short ? argument : argument.slice(2);
  const flag = spec.flags.find((one) => (!short && one.name === name) || one.aliases.includes(name));
  if (flag !== undefined) return { flag };
  if (Object.hasOwn(commonFlags, name)) return { common: name };
  if (!short && name.startsWith("no-")) {
    const positive = spec.flags.find((one) => one.kind === "switch" && one.name === name.slice(3));
    if (positive !== undefined) return { flag: positive, negated: true };
  }
  return undefined;
}

function unknown(argument: string, spec: LineSpec, usage: string): Error {
  if (argument === "-i" || argument === "--interactive")
    return usageError(
      "Nothing here is interactive: what runs gets its input from --stdin, and its output is given when it comes.",
      "For a shell, use the docker CLI over a guarded socket: 'gnosis-docker socket --help'.",
    );
  const names = [...spec.flags.flatMap(({ name, aliases }) => [name, ...aliases]), ...Object.keys(commonFlags)];
  const near = closest(
    argument.replace(/^-+/, ""),
    names.filter((name) => !name.startsWith("-")),
  );
  return usageError(
    `There is no flag ${argument}.`,
    `Usage: ${usage}`,
    near.map((name) => `--${name}`),
  );
}

const commonName = (name: string): string =>
  ({ "-h": "help", "-q": "quiet", "-o": "output", "-y": "yes" })[name] ?? name;

/** `--flag=value` and `-n5` as name and value. */
function split(argument: string): { readonly name: string; readonly inline: string | undefined } {
  if (!argument.startsWith("--")) return { name: argument.slice(0, 2), inline: argument.slice(2) || undefined };
  const at = argument.indexOf("=");
  return at < 0
    ? { name: argument, inline: undefined }
    : { name: argument.slice(0, at), inline: argument.slice(at + 1) };
}

/** Takes the arguments after noun and verb apart. `-ab` is `-a -b`, `-n5` is `-n 5`, `--flag=value` is `--flag value`. */
export function parseLine(argv: readonly string[], spec: LineSpec, usage: string): ParsedLine {
  const texts: [string, string][] = [];
  const words: string[] = [];
  const common: Record<string, string> = {};
  const connection: string[] = [];
  const queue = [...argv];
  let rest: string[] | undefined;
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    if (argument === "--") {
      rest = queue.splice(0);
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      // As in the docker CLI: what follows the last positional is the command to run, flags and all.
      if (spec.rest !== undefined && words.length >= open(spec, texts).length) {
        rest = [argument, ...queue.splice(0)];
        break;
      }
      words.push(argument);
      continue;
    }
    const { name, inline } = split(argument);
    const found = find(name, spec);
    if (found === undefined) throw unknown(name, spec, usage);
    const isSwitch =
      found.flag === undefined ? commonFlags[found.common ?? ""] === "switch" : found.flag.kind === "switch";
    const bundled = isSwitch && inline !== undefined && !argument.startsWith("--");
    if (bundled) queue.unshift(`-${inline}`);
    const value = bundled ? "true" : (inline ?? (isSwitch ? "true" : queue.shift()));
    if (value === undefined) throw usageError(`${name} needs a value.`, `Usage: ${usage}`);
    if (found.flag !== undefined) {
      if (isSwitch && !/^(true|false)$/.test(value))
        throw usageError(`${name} is on or off: '${value}' is neither true nor false.`, `Usage: ${usage}`);
      texts.push([found.flag.field, found.negated === true ? String(value !== "true") : value]);
    } else if (commonFlags[found.common ?? ""] === "connection") connection.push(name, value);
    else common[commonName(found.common ?? "")] = value;
  }
  if (spec.takesFile && common["file"] === undefined && words.length === open(spec, texts).length + 1)
    common["file"] = words.pop() ?? "";
  return {
    texts: [...texts, ...place(words, spec, texts, usage)],
    rest,
    further: further(words, spec, texts),
    common,
    connection,
  };
}

const open = (spec: LineSpec, texts: readonly (readonly [string, string])[]) =>
  spec.positionals.filter(({ field }) => !texts.some(([name]) => name === field));

function place(
  words: readonly string[],
  spec: LineSpec,
  texts: readonly (readonly [string, string])[],
  usage: string,
): [string, string][] {
  const free = open(spec, texts);
  const placed = free.slice(0, words.length).map(({ field }, index): [string, string] => [field, words[index] ?? ""]);
  const extra = words.slice(free.length);
  if (extra.length === 0 || (spec.repeats && free.length === 1)) return placed;
  throw usageError(`'${extra[0]}' is one argument too many.`, `Usage: ${usage}`);
}

function further(
  words: readonly string[],
  spec: LineSpec,
  texts: readonly (readonly [string, string])[],
): readonly string[] {
  return spec.repeats && open(spec, texts).length === 1 ? words.slice(1) : [];
}
