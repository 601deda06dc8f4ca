import { inputFields } from "../../catalogue/text-input.ts";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { usageOf } from "../../surfaces/cli/usage.ts";
import { toolTable } from "../../surfaces/mcp/tools/table.ts";

interface Field {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
  readonly description?: string;
  readonly default?: unknown;
}

const escape = (text: string): string => text.replaceAll("|", String.raw`\|`).replaceAll(/\s*\n\s*/gu, " ");

function typeOf(field: Field): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (field.anyOf !== undefined) return [...new Set(field.anyOf.map(typeOf))].join(" or ");
  if (field.type === "array") return `list of ${field.items === undefined ? "anything" : typeOf(field.items)}`;
  return field.type === undefined ? "anything" : String(field.type);
}

function fieldRows(operation: AnyOperation): string[] {
  const fields = Object.entries(inputFields(operation) as Readonly<Record<string, Field>>);
  if (fields.length === 0) return ["Takes no fields."];
  const rows = fields.map(([name, field]) => {
    const needed = operation.input.shape[name]?.safeParse(undefined).success === false;
    const more = field.default === undefined ? "" : ` Default: \`${JSON.stringify(field.default)}\`.`;
    const type = escape(typeOf(field));
    return `| \`${name}\` | ${type} | ${needed ? "yes" : ""} | ${escape(`${field.description ?? ""}${more}`)} |`;
  });
  return ["| field | type | needed | what it means |", "|---|---|---|---|", ...rows];
}

function waysIn(operation: AnyOperation): string {
  const { method, path, aliases = [] } = operation.http;
  const tools = toolTable
    .filter(({ operations }) => operations.includes(operation.id))
    .map(({ name }) => `\`${name}\``);
  const also = aliases.length === 0 ? "" : ` (also ${aliases.map((alias) => `\`${alias}\``).join(", ")})`;
  return [
    `- REST: \`${method} ${path}\`${also}`,
    `- CLI: \`${usageOf(operation)}\``,
    ...(tools.length === 0 ? [] : [`- MCP: ${tools.join(", ")}`]),
  ].join("\n");
}

function answerOf(operation: AnyOperation): string {
  const ways = [];
  if (operation.run !== undefined || operation.stream !== undefined) ways.push("JSON");
  if (operation.stream !== undefined) ways.push("a stream (NDJSON or SSE, by `Accept`)");
  if (operation.download !== undefined) ways.push("a file");
  const upload = operation.upload === undefined ? "" : ` Takes an upload of \`${operation.upload.contentType}\`.`;
  return `Answers with ${ways.join(" or ")}.${upload}`;
}

function riskOf(operation: AnyOperation): string {
  const { risk, riskCeiling } = operation;
  return riskCeiling === undefined || riskCeiling === risk
    ? `Risk: \`${risk}\`.`
    : `Risk: \`${risk}\`, up to \`${riskCeiling}\` depending on what is asked for.`;
}

function section(operation: AnyOperation): string {
  const examples = operation.examples.map(
    ({ title, input }) => `${title}:\n\n\`\`\`json\n${JSON.stringify(input, null, 2)}\n\`\`\``,
  );
  const errors = operation.errors.map((code) => `[\`${code}\`](errors.md#${code.toLowerCase()})`).join(", ");
  return [
    `### ${operation.id}`,
    operation.description === undefined ? operation.summary : `${operation.summary} ${operation.description}`,
    waysIn(operation),
    `${riskOf(operation)} ${answerOf(operation)}`,
    fieldRows(operation).join("\n"),
    ...examples,
    `Errors: ${errors}`,
  ].join("\n\n");
}

/** docs/operations.md: every operation with its ways in, fields, examples and errors. */
export function operationsPage(catalogue: Catalogue): string {
  const nouns = [...new Set(catalogue.operations.map(({ id }) => id.split(".")[0] ?? ""))];
  const contents = catalogue.operations.map(
    ({ id, summary, risk }) => `| [\`${id}\`](#${id.replace(".", "")}) | \`${risk}\` | ${escape(summary)} |`,
  );
  const sections = nouns.map((noun) => {
    const own = catalogue.operations.filter(({ id }) => id.startsWith(`${noun}.`));
    return [`## ${noun}`, ...own.map(section)].join("\n\n");
  });
  return (
    [
      "# Operations",
      "Everything that can be asked of Gnosis Docker, by REST and on the command line, and the tool that an assistant uses for it by MCP where there is one. This page is made from the code by `npm run generate`.",
      "Durations are written `10s` or `1h30m`, or as a number of seconds; sizes `512MiB` or as a number of bytes, where every k is 1024. Names, full ids and unambiguous id prefixes are accepted. Fields that an operation does not know are errors.",
      ["| operation | risk | what it does |", "|---|---|---|", ...contents].join("\n"),
      ...sections,
      "",
    ]
      .join("\n\n")
      .trimEnd() + "\n"
  );
}
