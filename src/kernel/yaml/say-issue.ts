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

/** `roles.develop.allow[2]` for a path. */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** The issues that a person can act on: of a union those of the branch that came furthest. */
export function leaves(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
): { path: PropertyKey[]; issue: z.core.$ZodIssue }[] {
  const here = [...path, ...issue.path];
  if (issue.code !== "invalid_union") return [{ path: here, issue }];
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => leaves(inner, here)));
  const depth = (branch: ReturnType<typeof leaves>): number =>
    Math.max(0, ...branch.map((leaf) => leaf.path.length * 2 + (leaf.issue.code === "invalid_type" ? 0 : 1)));
  return branches.toSorted((left, right) => depth(right) - depth(left))[0] ?? [{ path: here, issue }];
}
