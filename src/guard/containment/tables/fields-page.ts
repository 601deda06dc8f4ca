import { bodyTables, plainTables } from "./bodies.ts";
import type { Field, Shape, Table } from "./field.ts";

const inner = (shape: Shape): Table | undefined => {
  if (typeof shape === "string") return undefined;
  if ("object" in shape) return shape.object;
  if ("list" in shape) return shape.list;
  return shape.map === "list" ? shape.of : shape.map;
};

const shapeName = (shape: Shape): string => {
  if (typeof shape === "string") return shape;
  if ("object" in shape) return "object";
  return "list" in shape ? "list of objects" : "map";
};

const judgement = (field: Field): string => {
  switch (field.judged) {
    case "free":
      return inner(field.shape) === undefined ? "free" : "by its fields";
    case "checked":
      return `checked: ${field.by}`;
    case "host":
      return `host (${field.control})`;
    case "neutral":
      return `empty only (${field.control})`;
    case "refused":
      return "refused";
    case "ignored":
      return "dropped";
  }
};

function rows(table: Table, at: string): string[] {
  return Object.entries(table).flatMap(([name, field]) => {
    const path = at === "" ? name : `${at}.${name}`;
    const next = inner(field.shape);
    return [
      `| \`${path}\` | ${shapeName(field.shape)} | ${judgement(field)} |`,
      ...(next === undefined ? [] : rows(next, path)),
    ];
  });
}

/** The page that lists every field of every judged body; refused twins of HostConfig at the top level are told in one line. */
export function fieldsPage(): string {
  const tables = Object.entries<Table>({ ...bodyTables, ...plainTables }).map(([kind, table]) => {
    const shown = Object.fromEntries(Object.entries(table).filter(([, field]) => field.judged !== "refused"));
    const note =
      Object.keys(shown).length < Object.keys(table).length
        ? "Fields of HostConfig at the top level, which old engines took, are refused.\n\n"
        : "";
    return `## ${kind}\n\n${note}| field | shape | judged |\n|---|---|---|\n${rows(shown, "").join("\n")}\n`;
  });
  return `# Every field of every judged body

Made from the tables that the guard judges by. *free*: anything of that shape. *checked*: by the check of that name. *host*: reaches the host unless empty, and needs a privileged
profile. *empty only*: may be left out or empty; a privileged profile passes it on. What is not listed is refused.

${tables.join("\n")}`;
}
