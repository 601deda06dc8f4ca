import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

const kindOf = (value: unknown): string => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return kinds[typeof value] ?? typeof value;
};

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/** What is wrong at a place of a file, in words for who wrote it. */
export function sayIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[], whole: unknown): string {
  const found = valueAt(whole, path);
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code === "invalid_value") {
    const expected = `expected ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    return found === undefined ? `missing; ${expected}` : expected;
  }
  if (issue.code === "invalid_type") {
    const expected = `expected ${kinds[issue.expected] ?? issue.expected}`;
    return found === undefined ? `missing; ${expected}` : `${expected}, found ${kindOf(found)}`;
  }
  return issue.message.replace(/^Invalid input: /, "").replace(/^Too (?:big|small): /, "");
}
