import { printable } from "../terminal.ts";

/** Columns that a character takes on a terminal: two for wide ones (East Asian, most emoji), none for combining marks. */
function charWidth(character: string): number {
  if (/\p{Mark}|\u200D|\uFE0F/u.test(character)) return 0;
  return /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
    character,
  )
    ? 2
    : 1;
}

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex -- most cells are ASCII, and those need no look at each character
  if (/^[\u0020-\u007E]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += charWidth(character);
  return width;
}

const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - textWidth(text)));

function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let taken = "";
  let used = 0;
  for (const character of text) {
    if (used + charWidth(character) > width - 1) break;
    taken += character;
    used += charWidth(character);
  }
  return `${taken}…`;
}

/** How a table is drawn. */
export interface TableStyle {
  /** Columns of the terminal: the last cell of a row is cut to fit. Nothing is cut where it is absent. */
  readonly width?: number | undefined;
  /** Paints a header. */
  readonly header?: (text: string) => string;
  /** Paints a cell of a column. */
  readonly cell?: (text: string, column: number, raw: string) => string;
}

/** Rows below headers, in columns with two spaces between; every line ends with a line break. */
export function renderTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  style: TableStyle = {},
): string {
  const clean = rows.map((row) => row.map((cell) => printable(cell).replaceAll(/\s+/g, " ")));
  const widths = headers.map((header, column) =>
    Math.max(textWidth(header), ...clean.map((row) => textWidth(row[column] ?? ""))),
  );
  const last = headers.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = style.width === undefined ? Infinity : Math.max(8, style.width - before);
  const line = (cells: readonly string[], paint: (text: string, column: number, raw: string) => string) =>
    headers
      .map((_, column) => {
        const raw = cells[column] ?? "";
        const shown = column === last ? cut(raw, room) : pad(raw, widths[column] ?? 0);
        return paint(shown, column, raw);
      })
      .join("  ")
      .replace(/ +$/, "");
  return [
    line(headers, (text) => style.header?.(text) ?? text),
    ...clean.map((row) => line(row, style.cell ?? ((text) => text))),
  ]
    .map((text) => `${text}\n`)
    .join("");
}
