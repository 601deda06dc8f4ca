import type { YamlProblem } from "../../kernel/yaml/read-yaml.ts";
import { writePath } from "../../kernel/yaml/say-issue.ts";
import { redactValues } from "../../kernel/redact-output.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { readStack } from "./document/read-stack.ts";
import { buildProject, type StackProject } from "./project.ts";

/** What a document says, or everything that is wrong with it. */
export interface LoadedStack {
  readonly project?: StackProject;
  readonly problems: readonly YamlProblem[];
  readonly warnings: readonly YamlProblem[];
}

/** Reads a document and puts it in the engine's terms; no message shows what is `hidden`, which may stand in for a variable or a mask. */
export function loadStack(
  name: string,
  document: string,
  env: Readonly<Record<string, string>>,
  hidden: readonly string[] = [],
): LoadedStack {
  const loaded = load(name, document, env);
  const told = (all: readonly YamlProblem[]): readonly YamlProblem[] =>
    all.map((one) => ({ ...one, message: redactValues(one.message, hidden) }));
  return { ...loaded, problems: told(loaded.problems), warnings: told(loaded.warnings) };
}

function load(name: string, document: string, env: Readonly<Record<string, string>>): LoadedStack {
  const variables = { COMPOSE_PROJECT_NAME: name, ...env };
  const { file, problems, warnings, placeOf } = readStack(document, variables);
  if (file === undefined) return { problems, warnings };
  const { project, misfits } = buildProject(file, name, variables);
  if (misfits.length === 0) return { project, problems, warnings };
  const told = misfits.map(({ path, message }): YamlProblem => ({
    ...placeOf(path),
    path: writePath(path),
    message: `${writePath(path)}: ${message}`,
  }));
  return { problems: told.toSorted((left, right) => left.line - right.line || left.column - right.column), warnings };
}

/** The same; throws STACK_INVALID with every problem and where it stands. */
export function loadOrRefuse(
  name: string,
  document: string,
  env: Readonly<Record<string, string>>,
  hidden: readonly string[] = [],
): { readonly project: StackProject; readonly warnings: readonly YamlProblem[] } {
  const { project, problems, warnings } = loadStack(name, document, env, hidden);
  if (project !== undefined) return { project, warnings };
  const [first] = problems;
  const where = `${first?.line ?? 1}:${first?.column ?? 1}`;
  throw new GnosisError("STACK_INVALID", `line ${where}: ${first?.message ?? "invalid"}`, {
    where: "/document",
    extra: { problems },
  });
}
