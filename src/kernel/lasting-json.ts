import { createHash } from "node:crypto";

/** A line from so many characters on is kept as bytes: they go to every reader without being encoded again. */
const longLine = 16_384;

interface Texts {
  text?: string;
  line?: string | Buffer;
  digest?: string;
}

const texts = new WeakMap<object, Texts>();

/**
 * Freezes a value that is given again and again: its JSON text and digest are kept with it for as long as it lives,
 * so that a large answer is written once and not for every caller.
 */
export function lasting<T extends object>(value: T): T {
  if (!texts.has(value)) texts.set(Object.freeze(value), {});
  return value;
}

/** The JSON text of any value; what lasts is written once, also where it stands inside. Nothing for what JSON can't say. */
export function jsonText(value: unknown): string | undefined {
  const kept = typeof value === "object" && value !== null ? texts.get(value) : undefined;
  if (kept === undefined) return JSON.stringify(value);
  kept.text ??= membersText(value as object);
  return kept.text;
}

/** The JSON text and a line feed, ready to be sent: of what lasts once, and as bytes where it is long. */
export function jsonLine(value: unknown): string | Buffer {
  const kept = typeof value === "object" && value !== null ? texts.get(value) : undefined;
  if (kept?.line !== undefined) return kept.line;
  const line = `${jsonText(value)}\n`;
  if (kept === undefined) return line;
  if (line.length < longLine) return (kept.line = line);
  // Kept twice it would cost its length again; its members still have their texts.
  delete kept.text;
  return (kept.line = Buffer.from(line));
}

/** SHA-256 of the JSON text, hex. */
export function jsonDigest(value: unknown): string {
  const kept = typeof value === "object" && value !== null ? texts.get(value) : undefined;
  if (kept?.digest !== undefined) return kept.digest;
  const digest = createHash("sha256")
    .update(jsonText(value) ?? "")
    .digest("hex");
  if (kept) kept.digest = digest;
  return digest;
}

/** Text of a lasting value whose members may last as well. */
function membersText(value: object): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item) ?? "null").join(",")}]`;
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const text = jsonText(member);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(",")}}`;
}
