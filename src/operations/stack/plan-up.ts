import type { OperationContext } from "../../catalogue/operation.ts";
import type { ImageInspect } from "../../engine/model.ts";
import type { Ports } from "../ports.ts";
import { imageOf, lookAt, type Present } from "./look.ts";
import type { StackProject, StackService } from "./project.ts";
import { selectServices, type Selection } from "./select.ts";
import type { Step } from "./step.ts";
import { orphanSteps, pullStep, serviceSteps, thingSteps, type StepParts } from "./steps.ts";

/** How a stack is to be brought up. */
export interface UpWish extends Selection {
  /** When images are fetched; as the document says, and when they are missing, when absent. */
  readonly pull?: "always" | "missing" | "never";
  readonly force: boolean;
  /** Removes containers of services that are not in the document. */
  readonly orphans: boolean;
}

/** What planning needs of a call; without `foresee` bodies are compared as the document says them. */
export type Planning = Pick<OperationContext<Ports>, "ports" | "sees"> &
  Partial<Pick<OperationContext<Ports>, "foresee" | "signal">>;

/** Whether a service's image is fetched first. */
export const pulls = ({ pull }: StackService, wish: UpWish, image: ImageInspect | undefined): boolean => {
  const when = wish.pull ?? pull;
  return when === "always" || (when === "missing" && image === undefined);
};

/** What steps of this call are made with. */
export const stepParts = (
  planning: Planning,
  project: StackProject,
  present: Present,
  how: Pick<StepParts, "force" | "ahead">,
): StepParts => ({
  ...{ project, present, ...how },
  digest: (text) => planning.ports.stacks?.digest(text) ?? "",
  judged: async (part) => (await planning.foresee?.(part))?.body,
});

/** Everything that bringing a stack up would do, in order, as it looks now. */
export async function planUp(planning: Planning, project: StackProject, wish: UpWish): Promise<readonly Step[]> {
  const services = selectServices(project, wish);
  const present = await lookAt(planning, project.name);
  const parts = stepParts(planning, project, present, { force: wish.force, ahead: true });
  const steps: Step[] = [];
  const images = new Map<string, ImageInspect | undefined>();
  const fetched = new Set<string>();
  for (const service of services) {
    const { image } = service;
    if (!images.has(image)) images.set(image, await imageOf(planning, image));
    if (fetched.has(image) || !pulls(service, wish, images.get(image))) continue;
    fetched.add(image);
    steps.push(pullStep(service));
  }
  steps.push(...thingSteps(parts, services));
  const shaken = new Set<string>();
  for (const service of services) {
    const image = images.get(service.image);
    const own = await serviceSteps(parts, service, { image, pulled: fetched.has(service.image), shaken });
    if (own.some(({ action, perhaps }) => (action === "recreate" || action === "create") && perhaps !== true))
      shaken.add(service.name);
    steps.push(...own);
  }
  if (wish.orphans) steps.push(...orphanSteps(present, project));
  return steps;
}
