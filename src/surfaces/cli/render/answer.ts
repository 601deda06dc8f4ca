import { usageError } from "../failure.ts";
import { painter, printable, type Terminal } from "../terminal.ts";
import { tabulate } from "./columns.ts";
import { renderObject } from "./object.ts";
import { renderTable } from "./table.ts";

/** The forms that an answer can be asked for in. */
export const formats = ["table", "json", "ndjson"] as const;
export type OutputFormat = (typeof formats)[number];

/** The format that `--format` names; `table` when nothing is said. */
export function readFormat(text: string | undefined): OutputFormat {
  const found = formats.find((format) => format === (text ?? "table"));
  if (found === undefined)
    throw usageError(
      `There is no format '${String(text)}'.`,
      `Use one of ${formats.map((name) => `--format ${name}`).join(", ")}.`,
    );
  return found;
}

type Item = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Item =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The list that an answer is about: its one member that holds objects, as `containers` beside `total`. */
export function listIn(answer: unknown): { readonly name: string; readonly items: readonly Item[] } | undefined {
  if (!isRecord(answer)) return undefined;
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value) && value.every(isRecord));
  const [only, second] = lists;
  const others = Object.entries(answer).filter(([, value]) => typeof value === "object" && value !== null);
  if (only === undefined || second !== undefined || others.length > 1) return undefined;
  return { name: only[0], items: only[1] as Item[] };
}

/** What `-q` prints for an object: the id that can be given to the next command. */
export function idOf(item: unknown): string | undefined {
  if (!isRecord(item)) return typeof item === "string" ? item : undefined;
  for (const name of ["id", "name", "build_id", "token", "record", "sequence"])
    if (typeof item[name] === "string" || typeof item[name] === "number") return String(item[name]);
  for (const value of Object.values(item)) if (isRecord(value) && typeof value["id"] === "string") return value["id"];
  return undefined;
}

const withBreak = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const isEmpty = (value: unknown) =>
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

/** What is left of an object without its empty members, at every level. */
function filled(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]): [string, unknown] => [name, filled(item)])
      .filter(([, item]) => !isEmpty(item)),
  );
}

/** Answers that are tables although they are no lists of objects. */
const tables: Readonly<
  Record<string, (answer: Item) => { headers: readonly string[]; rows: readonly (readonly string[])[] }>
> = {
  "container.top": ({ titles, processes }) => ({ headers: titles as string[], rows: processes as string[][] }),
  "container.stats": ({ stats }) => tabulate("stats", [stats as Item]),
};

function forPeople(answer: unknown, operation: string, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const list = listIn(answer);
  const special = isRecord(answer) ? tables[operation]?.(answer) : undefined;
  if (list !== undefined || special !== undefined) {
    const { headers, rows } = special ?? tabulate(list?.name ?? "", list?.items ?? []);
    if (headers.length === 0) return "";
    return renderTable(headers, rows, {
      width: terminal.output.isTTY === true ? terminal.output.columns : undefined,
      header: (text) => paint("bold", text),
    });
  }
  if (isRecord(answer) && typeof answer["message"] === "string") {
    const { message, ...rest } = answer;
    const others = filled(rest) as Item;
    const simple = Object.values(others).every((value) => typeof value !== "object" || value === null);
    const told = simple ? "" : renderObject(others, (name) => paint("bold", name));
    return `${printable(message as string)}\n${told}`;
  }
  return typeof answer === "string"
    ? withBreak(printable(answer))
    : renderObject(answer, (name) => paint("bold", name));
}

/** An answer in the asked-for form; `quiet` leaves only ids, one a line. */
export function renderAnswer(
  answer: unknown,
  how: { readonly operation: string; readonly format: OutputFormat; readonly quiet: boolean },
  terminal: Terminal,
): string {
  const list = listIn(answer);
  if (how.quiet) {
    const ids = list === undefined ? [idOf(answer)] : list.items.map(idOf);
    return ids
      .filter((id) => id !== undefined)
      .map((id) => `${printable(id)}\n`)
      .join("");
  }
  if (how.format === "json") return `${JSON.stringify(answer, undefined, 2)}\n`;
  if (how.format === "ndjson") return (list?.items ?? [answer]).map((item) => `${JSON.stringify(item)}\n`).join("");
  return forPeople(answer, how.operation, terminal);
}
