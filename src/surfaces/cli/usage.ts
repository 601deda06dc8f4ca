import type { AnyOperation } from "../../catalogue/operation.ts";
import { lineSpec, type FlagSpec } from "./flag-spec.ts";
import { wordsOf } from "./words.ts";

const upper = (flag: FlagSpec) => flag.field.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();

/** `gnosis-docker container restart ID [FLAGS]`. */
export function usageOf(operation: AnyOperation): string {
  const { noun, verb } = wordsOf(operation);
  const { positionals, repeats, rest } = lineSpec(operation);
  const words = positionals.map((flag) => (flag.required ? `${upper(flag)}${repeats ? "…" : ""}` : `[${upper(flag)}]`));
  const file = operation.upload === undefined ? [] : [operation.upload.required ? "FILE" : "[FILE]"];
  const command = rest === undefined ? [] : [rest.required ? "-- COMMAND…" : "[-- COMMAND…]"];
  return ["gnosis-docker", noun, verb, ...words, ...file, "[FLAGS]", ...command].join(" ");
}

/** A field's description for somebody who writes flags, not JSON. */
const inHelp = (description: string): string =>
  description.replaceAll("`", "'").replace(/ An object, or a list of 'name=value'(; any[^.]*)?\./i, "");

function flagLine(flag: FlagSpec): readonly [string, string] {
  const letter = flag.aliases.find((alias) => alias.startsWith("-"));
  const others = flag.aliases.filter((alias) => !alias.startsWith("-")).map((alias) => `, --${alias}`);
  const placeholder = flag.placeholder === "" ? "" : ` ${flag.placeholder}`;
  const standard =
    flag.default === undefined || flag.default === false ? "" : ` Default: ${JSON.stringify(flag.default)}.`;
  const file = flag.field === "document" ? " '@FILE' reads a file." : "";
  const piped = flag.field === "stdin" || flag.field === "document" ? ` '-' reads what is piped in.${file}` : "";
  const again = flag.kind === "list" ? " May be repeated." : "";
  return [
    `  ${letter === undefined ? "    " : `${letter}, `}--${flag.name}${others.join("")}${placeholder}`,
    `${inHelp(flag.description)}${piped}${again}${standard}`.trim(),
  ];
}

/** Text in lines of at most `width` characters, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of two columns; a long left side gets a line of its own. */
export function twoColumns(entries: readonly (readonly [string, string])[], width = 30): string[] {
  return entries.flatMap(([left, right]) => {
    if (right === "") return [left];
    const lines = wrap(right, 100 - width).map((line) => `${" ".repeat(width)}${line}`);
    return left.length + 2 > width
      ? [left, ...lines]
      : [`${left}${lines[0]?.slice(left.length) ?? ""}`, ...lines.slice(1)];
  });
}

const shellWord = (text: string) => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The command line that asks for an example's input. */
export function exampleLine(operation: AnyOperation, input: Readonly<Record<string, unknown>>): string {
  const { noun, verb } = wordsOf(operation);
  const spec = lineSpec(operation);
  const places = new Set(spec.positionals.map(({ field }) => field));
  const words = spec.positionals.flatMap(({ field }) =>
    input[field] === undefined ? [] : [shellWord(String(input[field]))],
  );
  const rest = spec.rest === undefined ? undefined : input[spec.rest.field];
  const flags = spec.flags
    .filter(
      ({ field }) =>
        !places.has(field) && input[field] !== undefined && !(field === spec.rest?.field && Array.isArray(rest)),
    )
    .flatMap((flag) => {
      const value = input[flag.field];
      if (flag.kind === "switch") return [value === true ? `--${flag.name}` : `--no-${flag.name}`];
      const values =
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((one) => typeof one !== "object")
          ? Object.entries(value).map(([name, one]) => `${name}=${String(one)}`)
          : Array.isArray(value)
            ? (value as unknown[])
            : [value];
      return values.map(
        (one) => `--${flag.name} ${shellWord(typeof one === "object" ? JSON.stringify(one) : String(one))}`,
      );
    });
  const command = Array.isArray(rest) ? ["--", ...(rest as unknown[]).map((word) => shellWord(String(word)))] : [];
  return ["gnosis-docker", noun, verb, ...words, ...flags, ...command].join(" ");
}

/** True for what removes objects that the call does not name. */
export const removesUnnamed = (operation: AnyOperation): boolean => /\.(prune|empty)$/.test(operation.id);

/** The help of one operation. */
export function operationHelp(operation: AnyOperation): string {
  const { flags, positionals } = lineSpec(operation);
  const places = new Set(positionals.map(({ field }) => field));
  const shown = flags.filter(({ field, hidden }) => !places.has(field) && !hidden);
  const common: (readonly [string, string])[] = [
    ["      --format FORMAT", "table, json or ndjson."],
    ["  -q, --quiet", "Prints ids only."],
    ...(removesUnnamed(operation) ? [["  -y, --yes", "Removes without asking; needed off a terminal."] as const] : []),
    ...(operation.stream !== undefined && operation.run !== undefined && operation.input.shape["follow"] === undefined
      ? [["      --follow", "Goes on, item by item."] as const]
      : []),
    ...(operation.upload === undefined
      ? []
      : [["      --file PATH", `The upload (${operation.upload.contentType}); '-' reads standard input.`] as const]),
    ...(operation.download === undefined
      ? []
      : [["  -o, --output PATH", "Where to write the file; '-' is standard output."] as const]),
    ["      --endpoint NAME", "The engine, where the server has several."],
    ["      --docker-url URL", "The server; else GNOSIS_DOCKER_URL."],
    ["  -h, --help", "Shows this."],
  ];
  return [
    `Usage: ${usageOf(operation)}`,
    "",
    operation.summary,
    ...(operation.description === undefined ? [] : ["", operation.description]),
    ...(positionals.length === 0
      ? []
      : ["", "Arguments:", ...twoColumns(positionals.map((flag) => [`  ${upper(flag)}`, inHelp(flag.description)]))]),
    ...(shown.length === 0 ? [] : ["", "Flags:", ...twoColumns(shown.map(flagLine))]),
    "",
    "Common flags:",
    ...twoColumns(common),
    "",
    "Examples:",
    ...operation.examples.flatMap(({ title, input }) => [`  # ${title}`, `  ${exampleLine(operation, input)}`]),
    "",
    `Risk: ${operation.risk}${operation.riskCeiling === undefined ? "" : `, up to ${operation.riskCeiling} depending on the input`}`,
    "",
  ].join("\n");
}
