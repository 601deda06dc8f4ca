import { z } from "zod";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { policyFileSchema, type PolicyFile } from "./policy-file.ts";
import type { Place, PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { readYaml } from "../../kernel/yaml/read-yaml.ts";
import { leaves, sayIssue, writePath } from "../../kernel/yaml/say-issue.ts";

/** A policy file as read, with where everything in it stands. */
export interface ReadPolicy {
  readonly file: string;
  readonly value: PolicyFile;
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
}

/** The error for a policy file with problems: `problems` lists them all with their lines. */
export function policyInvalid(file: string, problems: readonly PolicyProblem[], next?: string): GnosisError {
  const [first] = problems;
  const where = first === undefined ? file : `${file}:${first.line}:${first.column}`;
  return new GnosisError("POLICY_INVALID", `${where}: ${first?.message ?? "invalid"}`, {
    where,
    next: next ?? `Correct line ${first?.line ?? 1}; 'gnosis-docker policy check FILE' tries the file.`,
    extra: { file, problems },
  });
}

/** Every key that a policy file can have somewhere. */
const knownKeys: readonly string[] = [
  ...keysOf(z.toJSONSchema(policyFileSchema, { io: "input", unrepresentable: "any" })),
];

function* keysOf(schema: unknown): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [name, inner] of Object.entries(schema)) {
    if (name === "properties") yield* Object.keys(inner as object);
    yield* keysOf(inner);
  }
}

/** Keys of one kind of rule that somebody wrote into another. */
const askOnly: ReadonlySet<PropertyKey> = new Set(["answer", "onApproval"]);

/** Reads a policy's YAML and its form; throws POLICY_INVALID with every problem and where it stands. */
export function readPolicyFile(text: string, file: string): ReadPolicy {
  const { value, problems: broken, placeOf } = readYaml(text);
  if (broken.length > 0) throw policyInvalid(file, broken);
  if (value === null)
    throw policyInvalid(file, [
      {
        line: 1,
        column: 1,
        path: "",
        message: "The file is empty. A policy begins with `version: 1` and has `roles:`.",
      },
    ]);
  const result = policyFileSchema.safeParse(value);
  if (result.success) return { file, value: result.data, placeOf };
  const problems = result.error.issues.flatMap((top) =>
    leaves(top, []).flatMap(({ path, issue }): PolicyProblem[] => {
      if (issue.code !== "unrecognized_keys")
        return [
          {
            ...placeOf(path),
            path: writePath(path),
            message: `${writePath(path) || "the file"}: ${sayIssue(issue, path, value)}`,
          },
        ];
      return issue.keys.map((key) => {
        const [guess] = closest(key, knownKeys, 1);
        const hint = askOnly.has(key)
          ? "; it belongs to rules under `ask`"
          : guess === undefined
            ? ""
            : `; did you mean "${guess}"?`;
        return {
          ...placeOf([...path, key]),
          path: writePath([...path, key]),
          message: `${writePath([...path, key])}: unknown key${hint}`,
        };
      });
    }),
  );
  throw policyInvalid(file, inOrder(problems));
}

/** Problems as they stand in the file. */
export const inOrder = (problems: readonly PolicyProblem[]): PolicyProblem[] =>
  problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
