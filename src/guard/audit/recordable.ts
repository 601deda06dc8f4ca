import { createHash } from "node:crypto";
import { redact, type Replace } from "../../kernel/redaction.ts";

/** Characters of one text that are kept; the rest is a digest. */
const longestText = 2_000;
const mostItems = 200;
/** Characters of JSON that one input may take in the log. */
const largestInput = 64_000;

/** A value as a record may keep it: secrets replaced, plain JSON, bounded. Never throws. */
export function recordable(value: unknown, replace: Replace): unknown {
  const plain = bounded(redact(value, replace), 0);
  const text = JSON.stringify(plain) ?? "";
  if (text.length <= largestInput) return plain;
  const fields = typeof plain === "object" && plain !== null ? Object.keys(plain).slice(0, 50) : [];
  return { tooLarge: text.length, sha256: digest(text), fields: fields.map((field) => clip(field, 100)) };
}

/** Text that came from outside, for a record. */
export function recordableText(text: string, replace: Replace, longest = longestText): string {
  const masked = redact(text, replace);
  return clip(typeof masked === "string" ? masked : String(masked), longest);
}

function bounded(value: unknown, depth: number): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return clip(value, longestText);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return undefined;
  if (depth > 40) return "[too deep]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return { bytes: value.byteLength };
  if (Array.isArray(value)) return boundedArray(value, depth);
  const copy: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const kept = copy.length < mostItems ? bounded(member, depth + 1) : undefined;
    if (kept !== undefined) copy.push([clip(key, 300), kept]);
  }
  const left = Object.keys(value).length - mostItems;
  if (left > 0) copy.push(["…", `${left} more`]);
  return Object.fromEntries(copy);
}

function boundedArray(items: readonly unknown[], depth: number): unknown[] {
  const kept = items.slice(0, mostItems).map((item) => bounded(item, depth + 1) ?? null);
  return items.length > mostItems ? [...kept, `… ${items.length - mostItems} more`] : kept;
}

function clip(text: string, longest: number): string {
  if (text.length <= longest) return text.isWellFormed() ? text : text.toWellFormed();
  return `${text.slice(0, longest / 4).toWellFormed()}… [${text.length} characters, sha256 ${digest(text)}]`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
