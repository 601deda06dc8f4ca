import type { KeptLine } from "./log-store.ts";

/** A line that is an object. */
export type Fields = Readonly<Record<string, unknown>>;

const known = new WeakMap<KeptLine, { readonly fields: Fields | undefined }>();

function parse(text: string): Fields | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** The object that a line is; nothing where it is none. Read once for each line. */
export function fieldsOf(line: KeptLine): Fields | undefined {
  const found = known.get(line) ?? { fields: parse(line.text) };
  known.set(line, found);
  return found.fields;
}

/** A value as a cell shows it. */
export const say = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Fields that say the level or the message, which stand by themselves. */
export const usualFields: ReadonlySet<string> = new Set(["level", "lvl", "severity", "msg", "message"]);

/** What an object says in words. */
export function messageOf(fields: Fields): string | undefined {
  const message = fields["msg"] ?? fields["message"];
  return message === undefined ? undefined : say(message);
}

/** Lines whose fields are offered. */
const looked = 500;

/** Names of the fields that the newest lines have, the most frequent first. */
export function namesIn(lines: readonly KeptLine[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines.slice(-looked)) {
    for (const name of Object.keys(fieldsOf(line) ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([name]) => !usualFields.has(name))
    .toSorted(([, a], [, b]) => b - a)
    .map(([name]) => name);
}
