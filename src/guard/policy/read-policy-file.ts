import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { policyFileSchema, type PolicyFile } from "./policy-file.ts";

/** One thing wrong with a policy file. */
export interface PolicyProblem {
  /** Counted from 1. */
  readonly line: number;
  /** Place in the file, such as `roles.develop.allow[2]`. */
  readonly path: string;
  readonly message: string;
}

/** A policy file as read, with the line of every place in it. */
export interface ReadPolicy {
  readonly file: string;
  readonly value: PolicyFile;
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** The error for a policy file with problems: `problems` lists them all with their lines. */
export function policyInvalid(file: string, problems: readonly PolicyProblem[]): GnosisError {
  const [first] = problems;
  const where = first === undefined ? file : `${file}:${first.line}`;
  return new GnosisError("POLICY_INVALID", `${where}: ${first?.message ?? "invalid"}`, {
    where,
    next: `Correct line ${first?.line ?? 1}; 'gnosis-docker policy check FILE' tries the file.`,
    extra: { file, problems },
  });
}

/** `roles.develop.allow[2]` for a path. */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

function locate(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const key = path[length - 1];
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (length > 0 && isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      const range = isScalar(pair?.key) ? pair.key.range : undefined;
      if (range) return lines.linePos(range[0]).line;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The issues that a person can act on: of a union those of the branch that came furthest. */
function leaves(
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

const knownKeys = [
  ...[
    "version",
    "roles",
    "description",
    "allow",
    "ask",
    "deny",
    "scope",
    "containment",
    "secrets",
    "terminals",
    "operations",
    "where",
  ],
  ...[
    "name",
    "reason",
    "kind",
    "label",
    "project",
    "owned",
    "image",
    "endpoint",
    "level",
    "mountRoots",
    "mountBelow",
    "images",
  ],
  ...["publish", "addresses", "ports", "networks", "limits", "memory", "cpus", "pids", "buildKit"],
];

/** Reads a policy's YAML and its form; throws POLICY_INVALID with every problem and its line. */
export function readPolicyFile(text: string, file: string): ReadPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: "core", strict: true });
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    path: "",
    message: error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "broken YAML",
  }));
  if (broken.length > 0) throw policyInvalid(file, broken);
  const lineOf = (path: readonly PropertyKey[]): number => locate(document, lines, path);
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw policyInvalid(file, [{ line: 1, path: "", message: error instanceof Error ? error.message : "broken YAML" }]);
  }
  const result = policyFileSchema.safeParse(plain);
  if (result.success) return { file, value: result.data, lineOf };
  const problems = result.error.issues.flatMap((top) =>
    leaves(top, []).flatMap(({ path, issue }): PolicyProblem[] => {
      if (issue.code !== "unrecognized_keys")
        return [
          {
            line: lineOf(path),
            path: writePath(path),
            message: `${writePath(path) || "the file"}: ${messageOf(issue)}`,
          },
        ];
      return issue.keys.map((key) => {
        const [guess] = closest(key, knownKeys, 1);
        const hint = guess === undefined ? "" : `; did you mean "${guess}"?`;
        return {
          line: lineOf([...path, key]),
          path: writePath([...path, key]),
          message: `${writePath([...path, key])}: unknown key${hint}`,
        };
      });
    }),
  );
  throw policyInvalid(
    file,
    problems.toSorted((left, right) => left.line - right.line),
  );
}

const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  return issue.message.replace(/^Invalid input: /, "");
};
