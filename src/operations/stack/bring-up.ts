import type { OperationContext } from "../../catalogue/operation.ts";
import type { ImageInspect } from "../../engine/model.ts";
import type { Ports } from "../ports.ts";
import { doStep, type Doing } from "./do-step.ts";
import { containersOf, imageOf, lookAt } from "./look.ts";
import { pulls, stepParts, type UpWish } from "./plan-up.ts";
import type { StackProject, StackService } from "./project.ts";
import { selectServices } from "./select.ts";
import { waitFor } from "./settle.ts";
import { sideBySide } from "./side-by-side.ts";
import { stepKey, type Step } from "./step.ts";
import { sayingWhich } from "./told.ts";
import { orphanSteps, pullStep, serviceSteps, startStep, thingSteps } from "./steps.ts";

/** What is told while a stack changes. */
export interface Told {
  readonly service?: string | undefined;
  readonly action: Step["action"] | "wait";
  readonly kind: Step["kind"];
  readonly name: string;
  readonly state: "doing" | "done";
  readonly message?: string;
  readonly done?: number;
  readonly total?: number;
}

/** One step that was done. */
export interface Done {
  readonly step: Pick<Step, "action" | "kind" | "name" | "service">;
  readonly record: string;
  readonly receipt?: { readonly undo: string; readonly undoable: boolean };
}

/** What changing a stack works with. */
export interface Bringing {
  readonly context: OperationContext<Ports>;
  readonly tell: (told: Told) => void;
  /** Milliseconds. */
  readonly patience: number;
  /** Keys of the steps that a person has seen in a plan; a step that is none of them needs its own approval. */
  readonly planned: ReadonlySet<string>;
  /** What has been done so far; it grows, so that a failure can say it. */
  readonly done: Done[];
  /** Aborted when what is done beside this has failed: no further step begins. */
  readonly halt?: AbortSignal;
}

const startKey = ({ name }: Pick<Step, "name">): string => `start ${name}`;

/** The keys of what a plan shows. */
export const plannedKeys = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(
    steps.flatMap((step) =>
      step.kind === "container" && /^(?:create|recreate|start)$/u.test(step.action)
        ? [stepKey(step), startKey(step)]
        : [stepKey(step)],
    ),
  );

/** Does a step, tells of it, and keeps what came of it. */
export async function take(bringing: Bringing, step: Step): Promise<Readonly<Record<string, unknown>>> {
  const { context, tell, patience, planned, done } = bringing;
  context.signal.throwIfAborted();
  bringing.halt?.throwIfAborted();
  const { action, kind, name, service } = step;
  const about = { action, kind, name, service };
  tell({ ...about, state: "doing" });
  const doing: Doing = {
    ...{ context, patience },
    tell: (message, part, total) =>
      tell({
        ...{ ...about, state: "doing", message },
        ...(part === undefined ? {} : { done: part }),
        ...(total === undefined ? {} : { total }),
      }),
  };
  // Whoever has seen that a container is made has seen that it is started.
  const key = action === "start" ? startKey(step) : stepKey(step);
  const { value, record, receipt } = await sayingWhich(step, () => doStep(doing, step, !planned.has(key)));
  done.push({
    step: { action, kind, name, ...(service === undefined ? {} : { service }) },
    record,
    ...(receipt === undefined ? {} : { receipt: { undo: receipt.undo, undoable: receipt.undoable } }),
  });
  tell({ ...about, state: "done" });
  return value;
}

/**
 * Fetches images, makes what is missing, and gives each service its containers in the order in which they wait for each other, those that
 * don't wait for each other side by side.
 */
export async function bringUp(
  bringing: Bringing,
  project: StackProject,
  wish: UpWish,
): Promise<readonly StackService[]> {
  const { context } = bringing;
  const services = selectServices(project, wish);
  const fetched = new Set<string>();
  for (const service of services) {
    if (fetched.has(service.image) || !pulls(service, wish, await imageOf(context, service.image))) continue;
    fetched.add(service.image);
    await take(bringing, pullStep(service));
  }
  for (const step of thingSteps({ project, present: await lookAt(context, project.name) }, services)) await take(bringing, step); // prettier-ignore
  const shaken = new Set<string>();
  const pieces = services.map((service) => ({
    name: service.name,
    after: service.waits.map((wait) => wait.service),
    work: (halt: AbortSignal) => bringServiceUp({ ...bringing, halt }, project, service, { force: wish.force, shaken }),
  }));
  await sideBySide(pieces);
  if (wish.orphans)
    for (const step of orphanSteps(await lookAt(context, project.name), project)) await take(bringing, step);
  return services;
}

/** Gives one service its containers; what it waits for has them already. */
async function bringServiceUp(
  bringing: Bringing,
  project: StackProject,
  service: StackService,
  { force, shaken }: { readonly force: boolean; readonly shaken: Set<string> },
): Promise<void> {
  const { context } = bringing;
  // Looked at anew: what was done before may be what this one needs.
  const present = await lookAt(context, project.name);
  const image: ImageInspect | undefined = await imageOf(context, service.image);
  const parts = stepParts(context, project, present, { force, ahead: false });
  const steps = await serviceSteps(parts, service, { image, pulled: false, shaken });
  if (steps.some(({ action }) => /^(?:create|recreate|start)$/u.test(action))) await waitForOthers(bringing, project, service); // prettier-ignore
  for (const step of steps) {
    await take(bringing, step);
    if (step.action === "create" || step.action === "recreate") shaken.add(service.name);
  }
  await startAll(bringing, project, service);
}

/** Starts those containers of a service that have just been made, or that took the place of one that did not run. */
async function startAll(bringing: Bringing, project: StackProject, service: StackService): Promise<void> {
  const all = await containersOf(bringing.context, project.name);
  const resting = all.filter((one) => one.service === service.name && one.inspect.State.Status === "created");
  for (const placed of resting) await take(bringing, startStep(placed));
}

/** Waits until those services that this one waits for are as it wants them. */
async function waitForOthers(bringing: Bringing, project: StackProject, service: StackService): Promise<void> {
  const { context, tell, patience, halt } = bringing;
  if (service.waits.length === 0) return;
  const all = await containersOf(context, project.name);
  for (const { service: other, condition } of service.waits) {
    for (const { inspect, target } of all.filter((one) => one.service === other)) {
      const about = { service: service.name, action: "wait", kind: "container", name: target.name } as const;
      tell({ ...about, state: "doing", message: `until ${target.name} is ${condition.replace(/^service_/u, "").replaceAll("_", " ")}` }); // prettier-ignore
      await waitFor(context, inspect.Id, { condition, patience, halt });
      tell({ ...about, state: "done" });
    }
  }
}
