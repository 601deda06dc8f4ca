import { formatSize } from "../../../kernel/sizes.ts";
import { printable } from "../terminal.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

function scalar(value: unknown): string {
  if (value === null || value === undefined || value === "") return "-";
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.map((item) => scalar(item)).join(", ");
  return isRecord(value) ? (isEmpty(value) ? "-" : JSON.stringify(value)) : String(value);
}

/** Members that hold bytes, by their names. */
const holdsBytes = /^(memory|bytes|size|reclaimable)|_(bytes|size|working_set)$|^(mem|shm)_/;

/** A member's value in one line; sizes and times that mean "never" in a person's words. */
function member(name: string, value: unknown): string {
  if (typeof value === "number" && value >= 1024 && holdsBytes.test(name) && !name.includes("percent"))
    return `${value} (${formatSize(value)})`;
  return typeof value === "string" && value.startsWith("0001-01-01T") ? "-" : scalar(value);
}

const isShort = (value: unknown): boolean =>
  !isRecord(value) && !(Array.isArray(value) && (value.some((item) => isRecord(item)) || scalar(value).length > 60));

function lines(value: unknown, indent: string, paint: (name: string) => string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      if (!isRecord(item) || isEmpty(item)) return [`${indent}- ${printable(scalar(item))}`];
      const [first = "", ...others] = lines(item, `${indent}  `, paint);
      return [`${indent}- ${first.slice(indent.length + 2)}`, ...others];
    });
  }
  if (!isRecord(value)) return [`${indent}${printable(scalar(value))}`];
  const entries = Object.entries(value);
  const width = Math.max(0, ...entries.filter(([, item]) => isShort(item)).map(([name]) => name.length));
  return entries.flatMap(([name, item]) => {
    const text = member(name, item);
    if (!isShort(item) && !isEmpty(item))
      return [`${indent}${paint(`${name}:`)}`, ...lines(item, `${indent}  `, paint)];
    if (text.includes("\n"))
      return [`${indent}${paint(`${name}:`)}`, ...text.split("\n").map((line) => `${indent}  ${printable(line)}`)];
    return [`${indent}${paint(`${name}:`)}${" ".repeat(width - Math.min(width, name.length))} ${printable(text)}`];
  });
}

/** An object for a person: one `name: value` a line, what is inside indented by two. */
export const renderObject = (value: unknown, paint: (name: string) => string = (name) => name): string =>
  lines(value, "", paint)
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
