import type { OperationContext } from "../../catalogue/operation.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import type { KeptStack, StackReach, StackShelf, StackVersion } from "../stack-shelf.ts";
import { composeLabels } from "./compose-labels.ts";
import { instanceName } from "./instance.ts";
import { containersOf, type Placed } from "./look.ts";
import type { StackProject } from "./project.ts";

/** What finding a stack needs of a call. */
export type Finding = Pick<OperationContext<Ports>, "ports" | "sees"> &
  Partial<Pick<OperationContext<Ports>, "inScope" | "signal">>;

/** The shelf; servers always have one for their own engines. */
export function shelfOf({ stacks }: Ports): StackShelf {
  if (stacks !== undefined) return stacks;
  throw new GnosisError("ENGINE_LACKS", "Stacks are not kept for this engine.", {
    next: "Use the server's own engines.",
  });
}

/** One line for each service of what a document makes. */
export const reachOf = (project: StackProject): StackReach[] =>
  project.services.map((service) => ({
    name: instanceName(project.name, service, 1),
    image: service.image,
    labels: service.body["Labels"] as Readonly<Record<string, string>>,
  }));

/** A stack is in scope when every container that it makes is. */
export function reaches(finding: Finding, owner: string, reach: readonly StackReach[]): boolean {
  const within = finding.inScope ?? finding.sees;
  return reach.every(({ name, image, labels }) =>
    within({ ...{ kind: "container", id: "", name, image, volumes: [] }, labels: { ...labels, [ownerLabel]: owner } }),
  );
}

/** Every stack of this engine whose document is kept, and that the caller may see; with `removed` those that were removed. */
export function keptStacks(finding: Finding, { removed = false } = {}): readonly KeptStack[] {
  return shelfOf(finding.ports)
    .list(endpointName(finding))
    .filter((stack) => (stack.removed !== undefined) === removed && reaches(finding, stack.owner.id, stack.reach));
}

/** What there is of a stack: its document, its containers, or both. */
export interface FoundStack {
  readonly kept?: KeptStack;
  readonly containers: readonly Placed[];
}

const notFound = (name: string, names: readonly string[]): GnosisError =>
  new GnosisError("STACK_NOT_FOUND", `Stack not found: ${name}`, { closest: closest(name, names) });

/** The stack of that name; throws STACK_NOT_FOUND where the caller may see nothing of it. */
export async function findStack(finding: Finding, name: string): Promise<FoundStack> {
  const kept = keptStacks(finding).find((one) => one.name === name);
  const containers = await containersOf(finding, name);
  if (kept !== undefined || containers.length > 0) return { ...(kept === undefined ? {} : { kept }), containers };
  const known = new Set([...keptStacks(finding).map((one) => one.name), ...projectsOf(await containersOf(finding))]);
  throw notFound(name, [...known]);
}

const projectsOf = (containers: readonly Placed[]): string[] =>
  containers.map(({ target }) => target.labels[composeLabels.project] ?? "");

/** The stack of that name whose document is kept; throws STACK_NOT_FOUND. */
export function findKept(finding: Finding, name: string, { removed = false } = {}): KeptStack {
  const all = [...keptStacks(finding), ...(removed ? keptStacks(finding, { removed: true }) : [])];
  const kept = all.find((one) => one.name === name);
  if (kept !== undefined) return kept;
  throw new GnosisError("STACK_NOT_FOUND", `There is no document of a stack ${name} here.`, {
    next: "Save one with stack.save.",
    closest: closest(name, all.map((one) => one.name)), // prettier-ignore
  });
}

/** A version of a stack, the one that counts where none is named; throws STACK_VERSION_NOT_FOUND. */
export function versionOf(finding: Finding, { name, current }: KeptStack, hash: string = current): StackVersion {
  const found = shelfOf(finding.ports).version(endpointName(finding), name, hash);
  if (found !== undefined) return found;
  throw new GnosisError("STACK_VERSION_NOT_FOUND", `The stack ${name} has no version ${hash}.`);
}
