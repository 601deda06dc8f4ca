import { ownerLabel } from "../../../../catalogue/owner-label.ts";
import type { Answer, Ran, ToolCall } from "../../tool.ts";
import { stepText, type StackStep } from "../../text/stack-words.ts";
import { cut, shortId } from "../../text/units.ts";
import { containersText, type StackContainer } from "./containers.ts";
import { marked } from "./marked.ts";
import { diffLines, warningLines, type DiffLine } from "./versions.ts";

interface PlannedStep extends StackStep {
  readonly perhaps?: boolean;
  readonly differences: readonly { readonly field: string; readonly is: unknown; readonly wanted: unknown }[];
  readonly effect: string;
  readonly reason?: string;
  readonly reaches_host: boolean;
  readonly changes: readonly string[];
}

interface Plan {
  readonly plan: string;
  readonly version: string | null;
  readonly effect: string;
  readonly steps: readonly PlannedStep[];
  readonly deployed: string | null;
  readonly diff: readonly DiffLine[];
  readonly warnings: readonly string[];
}

interface Done {
  readonly message: string;
  readonly version?: string;
  readonly services?: readonly { readonly name: string; readonly containers: readonly StackContainer[] }[];
  readonly steps: readonly (StackStep & { readonly record: string })[];
  readonly warnings?: readonly string[];
}

const shown = (value: unknown): string => (value === null ? "nothing" : cut(JSON.stringify(value), 80));

function plannedText(step: PlannedStep): string {
  const { perhaps, differences, effect, reason, reaches_host: reachesHost, changes } = step;
  // Whatever is made gets its maker's label: that says nothing about this step.
  const set = changes.filter((field) => !field.endsWith(`["${ownerLabel}"]`));
  const why = differences.map(({ field, is, wanted }) => `${field} ${shown(is)} -> ${shown(wanted)}`);
  const more = [
    ...(perhaps === true ? ["only if its image is another one then"] : []),
    ...(why.length === 0 ? [] : [`because of ${why.join(", ")}`]),
    ...(reachesHost ? ["reaches into the host"] : []),
    ...(set.length === 0 ? [] : [`the server sets ${set.join(", ")}`]),
  ];
  const said = reason === undefined ? effect : `${effect}: ${reason}`;
  return `${[stepText(step), ...more].join("; ")} [${said}]`;
}

/** Every step with what the policy says to it. */
export function tellPlan(
  { value }: Ran<Plan>,
  { fence }: Pick<ToolCall, "fence">,
  given: { readonly name?: string | undefined; readonly down?: boolean | undefined },
): Answer {
  const { plan, version, effect, steps, deployed, diff, warnings } = value;
  const way = given.down === true ? "down" : "up";
  const next: Readonly<Record<string, string>> = {
    allow: `${way} with plan=${plan} does exactly this.`,
    ask: `A person has to agree; where ${way} itself has to be asked for, one approval of it with plan=${plan} covers these steps.`,
    deny: "It would stop at the first step that is denied.",
  };
  const what = `${way} ${given.name ?? ""}${version === null ? "" : ` in version ${shortId(version)}`}`;
  const head =
    steps.length === 0
      ? `${what}: nothing to do`
      : `${what}: ${steps.length} steps, the policy says ${effect}. ${next[effect] ?? ""}`;
  const since = diff.length === 0 ? [] : [`the document since ${shortId(deployed ?? "")}:`, ...diffLines(diff)];
  const lines = [...steps.map(plannedText), ...warningLines(warnings), ...since];
  return { text: marked(fence, head, "a plan's steps", lines), data: { plan, version, effect, steps: steps.length } };
}

/** What was done, each step with its record. */
export function tellDone({ value, record }: Ran<Done>, { fence }: Pick<ToolCall, "fence">): Answer {
  const { message, version, services = [], steps, warnings = [] } = value;
  const lines = [
    ...steps.map((step) => `${stepText(step)} (record ${step.record})`),
    ...services.map(({ name, containers }) => `${name}: ${containersText(containers)}`),
    ...warningLines(warnings),
  ];
  const head = `${message}${version === undefined ? "" : `, version ${shortId(version)}`} (record ${record})`;
  return { text: marked(fence, head, "steps and containers", lines), data: { steps: steps.length, record } };
}
