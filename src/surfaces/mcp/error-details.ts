import type { GnosisError } from "../../kernel/errors.ts";
import { plainText } from "../../kernel/plain-text.ts";
import { Fence } from "./text/fence.ts";
import { problemText, stepText, type DocumentProblem, type StackStep } from "./text/stack-words.ts";
import { cut } from "./text/units.ts";

type Extra = Readonly<Record<string, unknown>> | undefined;

/** Lines of each kind that are shown. */
const mostLines = 12;

/** Everything else that is wrong with a Compose file beside the first; words of whoever wrote it. */
export function problemLines({ code, detail }: GnosisError): string[] {
  const problems = code === "STACK_INVALID" ? detail.extra?.["problems"] : undefined;
  if (!Array.isArray(problems) || problems.length < 2) return [];
  const others = problems.slice(1) as readonly DocumentProblem[];
  const told = others.map((one) => cut(problemText(one), 300));
  return new Fence().wrap("more about the document", atMost(told));
}

interface Step extends StackStep {
  readonly record?: string;
}

/** Which step of a stack failed, and which were done before it; names are words of whoever wrote the document. */
export function stepLines(extra: Extra): string[] {
  const failed = extra?.["failed"] as Step | undefined;
  const done = (extra?.["done"] ?? []) as readonly Step[];
  const text = (step: Step): string => cut(stepText(step), 200);
  const told = [
    ...(failed === undefined ? [] : [`failed: ${text(failed)}`]),
    ...(Array.isArray(done) ? done : []).map((step) => `done: ${text(step)} (record ${step.record ?? ""})`),
  ];
  return told.length === 0 ? [] : new Fence().wrap("steps", atMost(told));
}

const atMost = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `${lines.length - mostLines} more`];

/** The last lines of what a build, or a container that failed, said: the reason stands at the end. */
export function lastLines(extra: Extra): string[] {
  const logs = extra?.["logs"];
  const output = extra?.["output"];
  const [about, all] =
    typeof output === "string" ? ["output", output.split("\n")] : ["build output", Array.isArray(logs) ? logs : []];
  const shown = all.slice(-mostLines).map((one) => cut(plainText(String(one)).trimEnd(), 200));
  if (shown.every((line) => line === "")) return [];
  const left = all.length - shown.length;
  return [...(left > 0 ? [`${left} earlier lines left out`] : []), ...new Fence().wrap(about, shown)];
}

/** What containment objected to, one line each. */
export function findings(extra: Extra): string[] {
  const list = extra?.["findings"];
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, 6)
    .map((one: { field?: unknown; message?: unknown }) => `${String(one.field ?? "")}: ${String(one.message ?? "")}`);
}
