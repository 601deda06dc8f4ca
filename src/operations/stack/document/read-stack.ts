import type { z } from "zod";
import { closest } from "../../../kernel/closest.ts";
import { readYaml, type YamlProblem } from "../../../kernel/yaml/read-yaml.ts";
import { leaves, sayIssue, writePath } from "../../../kernel/yaml/say-issue.ts";
import { interpolate, InterpolationError } from "./interpolate.ts";
import { refusedDeployFields, refusedServiceFields, refusedTopFields } from "./refused.ts";
import { composeFile, type ComposeFile } from "./schema.ts";
import { serviceFields } from "./service-fields.ts";

/** A document as read: what it says, or what is wrong with it. */
export interface ReadStack {
  /** Absent when there are problems. */
  readonly file?: ComposeFile;
  readonly problems: readonly YamlProblem[];
  /** What is worth a look without being wrong. */
  readonly warnings: readonly YamlProblem[];
  readonly placeOf: (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };
}

type Path = readonly PropertyKey[];

/** Reads a Compose file: YAML, then variables, then its form. Every problem has its place. */
export function readStack(document: string, env: Readonly<Record<string, string>>): ReadStack {
  const { value, problems: broken, placeOf } = readYaml(document, { merge: true });
  if (broken.length > 0) return { problems: broken, warnings: [], placeOf };
  const at = (path: Path, message: string): YamlProblem => ({ ...placeOf(path), path: writePath(path), message });
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { problems: [at([], "A Compose file has `services:` at its top.")], warnings: [], placeOf };
  const problems: YamlProblem[] = [];
  const warnings: YamlProblem[] = [];
  const filled = walk(value, [], (text, path) => {
    try {
      const { text: said, missing } = interpolate(text, env);
      for (const name of new Set(missing))
        warnings.push(at(path, `${writePath(path)}: the variable ${name} is not given and stands for nothing`));
      return said;
    } catch (error) {
      if (!(error instanceof InterpolationError)) throw error;
      problems.push(at(path, `${writePath(path)}: ${error.message}`));
      return text;
    }
  });
  if ("version" in value) warnings.push(at(["version"], "version: says nothing any more; take it out"));
  const refused = refusals(filled);
  problems.push(...refused.map(({ path, message }) => at(path, `${writePath(path)} ${message}`)));
  const said = new Set(refused.map(({ path }) => writePath(path)));
  const result = composeFile.safeParse(filled);
  if (!result.success)
    for (const issue of result.error.issues)
      for (const one of issuesOf(issue, filled))
        if (!said.has(writePath(one.path))) problems.push(at(one.path, `${writePath(one.path) || "the document"}: ${one.message}`)); // prettier-ignore
  const sorted = inOrder(problems);
  return {
    ...(result.success && sorted.length === 0 ? { file: result.data } : {}),
    problems: sorted,
    warnings: inOrder(warnings),
    placeOf,
  };
}

const inOrder = (problems: readonly YamlProblem[]): YamlProblem[] =>
  problems.toSorted((left, right) => left.line - right.line || left.column - right.column);

/** A copy in which every text is what `each` makes of it; keys stay, and so does what is the author's own. */
function walk(value: unknown, path: Path, each: (text: string, path: Path) => string): unknown {
  if (typeof value === "string") return each(value, path);
  if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key.startsWith("x-") && path.length < 3 ? [] : [[key, walk(inner, [...path, key], each)]],
    ),
  );
}

interface Issue {
  readonly path: Path;
  readonly message: string;
}

function issuesOf(top: z.core.$ZodIssue, whole: unknown): Issue[] {
  return leaves(top, []).flatMap(({ path, issue }): Issue[] => {
    if (issue.code !== "unrecognized_keys") return [{ path, message: sayIssue(issue, path, whole) }];
    const isService = path.length === 2 && path[0] === "services";
    return issue.keys.map((key) => {
      const [guess] = isService ? closest(key, Object.keys(serviceFields), 1) : [];
      return { path: [...path, key], message: `unknown key${guess === undefined ? "" : `; did you mean "${guess}"?`}` };
    });
  });
}

const objectAt = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return typeof found === "object" && found !== null && !Array.isArray(found)
    ? (found as Readonly<Record<string, unknown>>)
    : {};
};

/** What Compose knows and a stack does not take, each with its reason. */
function refusals(file: unknown): Issue[] {
  const within = (value: unknown, path: Path, table: Readonly<Record<string, string>>): Issue[] =>
    Object.keys((value ?? {}) as object).flatMap((key) =>
      Object.hasOwn(table, key) ? [{ path: [...path, key], message: table[key] ?? "" }] : [],
    );
  const services = objectAt(file, "services");
  return [
    ...within(file, [], refusedTopFields),
    ...Object.keys(services).flatMap((name) => {
      const service = objectAt(services, name);
      return [
        ...within(service, ["services", name], refusedServiceFields),
        ...within(objectAt(service, "deploy"), ["services", name, "deploy"], refusedDeployFields),
      ];
    }),
  ];
}
