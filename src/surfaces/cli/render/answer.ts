import { usageError } from "../failure.ts";
import { painter, printable, type Terminal } from "../terminal.ts";
import { tabulate } from "./columns.ts";
import { renderObject } from "./object.ts";
import { renderTable } from "./table.ts";
import { tableViews, textViews } from "./views.ts";

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

/** The lists of operations whose answer is one, where they aren't named like the noun. */
const listMembers: Readonly<Record<string, string>> = {
  "container.changes": "changes",
  "image.history": "layers",
  "system.events": "events",
  "audit.list": "records",
  "endpoint.check": "endpoints",
  "sandbox.list": "sandboxes",
  "trash.list": "removed",
  "stats.history": "points",
  "undo.plan": "steps",
};

/** The list that an answer is about, such as `images` of `image.list`, and what stands beside it. */
export function listIn(
  answer: unknown,
  operation: string,
): { readonly name: string; readonly items: readonly Item[]; readonly others: Item } | undefined {
  if (!isRecord(answer)) return undefined;
  const [noun = "", verb = ""] = operation.split(".");
  const name = listMembers[operation] ?? (/^(list|search)$/.test(verb) ? `${noun}s` : undefined);
  if (name === undefined) return undefined;
  const { [name]: list, ...others } = answer;
  return Array.isArray(list) && list.every(isRecord) ? { name, items: list as Item[], others } : undefined;
}

/** What `-q` prints for an object: the id that can be given to the next command. */
export function idOf(item: unknown, operation = ""): string | undefined {
  if (!isRecord(item)) return typeof item === "string" ? item : undefined;
  // A new token's text is what a script wants of it.
  if (operation.startsWith("token.") && typeof item["text"] === "string") return item["text"];
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

/** What stands below a table: sums that are sizes, names that were perhaps meant, and how to see the rest. */
function below(others: Item): string {
  const { total, next, closest, unreachable, container_id, full_id, truncated, image, gaps, cursor, ...rest } = others;
  const lines: string[] = [];
  if (Array.isArray(unreachable))
    for (const one of unreachable as Item[])
      lines.push(`not asked: ${String(one["endpoint"])}: ${String(one["message"])}`);
  if (Array.isArray(closest) && closest.length > 0) lines.push(`did you mean: ${closest.map(String).join(", ")}`);
  const shown = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  if (shown.length > 0) lines.push(renderObject(Object.fromEntries(shown)).trimEnd());
  if (typeof next === "string") lines.push(`There are more: add --cursor ${next}`);
  return lines.map((line) => `${printable(line)}\n`).join("");
}

/** How the change can be taken back, where it can. */
const receiptLine = (receipt: unknown): string =>
  isRecord(receipt) && receipt["undoable"] === true && typeof receipt["record"] === "string"
    ? `undo: gnosis-docker undo run --record ${printable(receipt["record"])}\n`
    : "";

function forPeople(answer: unknown, operation: string, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const list = listIn(answer, operation);
  const text = isRecord(answer) ? textViews[operation]?.(answer, terminal) : undefined;
  if (text !== undefined) return text;
  const special = isRecord(answer) ? tableViews[operation]?.(answer) : undefined;
  if (list !== undefined || special !== undefined) {
    const { headers, rows } = special ?? tabulate(list?.name ?? "", list?.items ?? []);
    const table =
      headers.length === 0
        ? ""
        : renderTable(headers, rows, {
            width: terminal.output.isTTY === true ? terminal.output.columns : undefined,
            header: (text) => paint("bold", text),
          });
    return table + below(list?.others ?? {});
  }
  if (isRecord(answer) && typeof answer["message"] === "string") {
    const { message, receipt, logs, ...rest } = answer;
    const others = filled(rest) as Item;
    const simple = Object.values(others).every((value) => typeof value !== "object" || value === null);
    const told = simple ? "" : renderObject(others, (name) => paint("bold", name));
    return `${printable(message as string)}\n${told}${receiptLine(receipt)}`;
  }
  if (typeof answer === "string") return withBreak(printable(answer));
  // An inspect says that something is not set; elsewhere what is empty says nothing.
  return renderObject(operation.endsWith(".inspect") ? answer : filled(answer), (name) => paint("bold", name));
}

/** An answer in the asked-for form; `quiet` leaves only ids, one a line. */
export function renderAnswer(
  answer: unknown,
  how: { readonly operation: string; readonly format: OutputFormat; readonly quiet: boolean },
  terminal: Terminal,
): string {
  const list = listIn(answer, how.operation);
  if (how.quiet) {
    const ids = list === undefined ? [idOf(answer, how.operation)] : list.items.map((item) => idOf(item));
    return ids
      .filter((id) => id !== undefined)
      .map((id) => `${printable(id)}\n`)
      .join("");
  }
  if (how.format === "json") return `${JSON.stringify(answer, undefined, 2)}\n`;
  if (how.format === "ndjson") return (list?.items ?? [answer]).map((item) => `${JSON.stringify(item)}\n`).join("");
  return forPeople(answer, how.operation, terminal);
}
