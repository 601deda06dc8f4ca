/**
 * A value as canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript's numbers and strings.
 * Undefined members are left out, as JSON.stringify does. Throws a TypeError for what JSON has no form for.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("Canonical JSON has no form for a number that is not finite.");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object") return canonicalObject(value as Record<string, unknown>);
  throw new TypeError(`Canonical JSON has no form for a ${typeof value}.`);
}

function canonicalObject(value: Record<string, unknown>): string {
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

// DEL and C1 controls, line and paragraph separators, zero-width and bidirectional marks: JSON lets them stand, terminals act on them.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprinted = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** JSON text whose every unprinted character is written as an escape, so that one value stays one harmless line. */
export function oneLine(json: string): string {
  return json.replace(unprinted, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
