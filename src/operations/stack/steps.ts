import type { Target } from "../../catalogue/target.ts";
import type { ImageInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { containerCreate } from "../container/create.ts";
import { containerRecreate } from "../container/recreate.ts";
import { containerRemove } from "../container/remove.ts";
import { containerStart } from "../container/start.ts";
import { containerStop } from "../container/stop.ts";
import { imagePull } from "../image/pull.ts";
import { networkCreate } from "../network/create.ts";
import { volumeCreate } from "../volume/create.ts";
import { composeLabels } from "./compose-labels.ts";
import { differences, type Difference } from "./compare/differences.ts";
import type { Fields } from "./document/draft.ts";
import { inPlaceOf, instanceOf, judgeable, type Instance } from "./instance.ts";
import { imageTarget, networkTarget, volumeTarget, type Placed, type Present } from "./look.ts";
import type { StackProject, StackService, StackThing } from "./project.ts";
import type { Step } from "./step.ts";

/** What making steps needs beside the project. */
export interface StepParts {
  readonly project: StackProject;
  readonly present: Present;
  readonly digest: (text: string) => string;
  /** What the gate makes of a body, where it is asked; the body as it is otherwise. */
  readonly judged: (part: Step["part"]) => Promise<Fields | undefined>;
  /** Recreates containers that could stay. */
  readonly force: boolean;
  /** True while nothing is done: networks that will be made first are then left out of what is judged. */
  readonly ahead: boolean;
}

/** The step that fetches a service's image. */
export function pullStep({ image, platform, name: service }: StackService): Step {
  const input = { image, ...(platform === undefined ? {} : { platform }) };
  return {
    ...{ action: "pull", kind: "image", name: image, service, differences: [] },
    ...(platform === undefined ? {} : { platform }),
    part: { operation: imagePull, input, body: { kind: "image.name", value: {}, query: { pull: image } } },
  };
}

function taken(kind: "network" | "volume", { name }: StackThing, labels: Target["labels"], project: string): void {
  if (labels[composeLabels.project] === project) return;
  throw new GnosisError("CONFLICT", `There is a ${kind} ${name} already, and it is not of the project ${project}.`, {
    next: `Write \`external: true\` to it to use it, or give the ${kind} another \`name\`.`,
  });
}

/** The steps that make the networks and volumes that are not there. Throws CONFLICT where another project has the name. */
export function thingSteps(
  { project, present }: Pick<StepParts, "project" | "present">,
  services: readonly StackService[],
): Step[] {
  const joined = new Set(services.flatMap((one) => one.joined.map(({ network }) => network)));
  const mounted = new Set(services.flatMap(({ volumes }) => volumes));
  const networks = project.networks.flatMap((thing): Step[] => {
    if (thing.external || !joined.has(thing.key)) return [];
    const there = present.networks.find(({ Name }) => Name === thing.name);
    if (there !== undefined) taken("network", thing, networkTarget(there).labels, project.name);
    if (there !== undefined) return [];
    return [
      {
        ...{ action: "create", kind: "network", name: thing.name, differences: [] },
        part: { operation: networkCreate, input: thing.body, body: { kind: "network.create", value: thing.body } },
      },
    ];
  });
  const volumes = project.volumes.flatMap((thing): Step[] => {
    if (thing.external || !mounted.has(thing.key)) return [];
    const there = present.volumes.find(({ Name }) => Name === thing.name);
    if (there !== undefined) taken("volume", thing, volumeTarget(there).labels, project.name);
    if (there !== undefined) return [];
    return [
      {
        ...{ action: "create", kind: "volume", name: thing.name, differences: [] },
        part: { operation: volumeCreate, input: thing.body, body: { kind: "volume.create", value: thing.body } },
      },
    ];
  });
  return [...networks, ...volumes];
}

const others = (image: ImageInspect | undefined): { readonly others?: readonly Target[] } =>
  image === undefined ? {} : { others: [imageTarget(image)] };

const createStep = (instance: Instance, image: ImageInspect | undefined, missing: ReadonlySet<string>): Step => {
  const { name, body, service } = instance;
  return {
    ...{ action: "create", kind: "container", name, service: service.name, differences: [], instance },
    ...(service.platform === undefined ? {} : { platform: service.platform }),
    part: {
      operation: containerCreate,
      input: { name, ...body },
      ...others(image),
      body: { kind: "container.create", value: judgeable(body, missing), query: { name } },
    },
  };
};

/** The step that ends a container: it goes into the trash. */
export const removeStep = (placed: Placed): Step => ({
  ...{ action: "remove", kind: "container", name: placed.target.name, id: placed.target.id, service: placed.service },
  ...{ differences: [], placed },
  part: { operation: containerRemove, target: placed.target, input: { id: placed.target.id } },
});

/** The step that stops a container. */
export const stopStep = (placed: Placed): Step => ({
  ...{ action: "stop", kind: "container", name: placed.target.name, id: placed.target.id, service: placed.service },
  ...{ differences: [], placed },
  part: { operation: containerStop, target: placed.target, input: { id: placed.target.id } },
});

/** The step that starts a container that is there. */
export const startStep = (placed: Placed): Step => ({
  ...{ action: "start", kind: "container", name: placed.target.name, id: placed.target.id, service: placed.service },
  ...{ differences: [], placed },
  part: { operation: containerStart, target: placed.target, input: { id: placed.target.id } },
});

const runs = ({ inspect: { State } }: Placed): boolean => State.Running || State.Restarting;

/** What a container becomes, as the engine will be asked for it. */
function recreateStep(
  instance: Instance,
  placed: Placed,
  image: ImageInspect | undefined,
  { missing, found, perhaps }: { missing: ReadonlySet<string>; found: readonly Difference[]; perhaps: boolean },
): Step {
  const body = inPlaceOf(instance.body, placed, image);
  const { target } = placed;
  return {
    ...{ action: "recreate", kind: "container", name: target.name, id: target.id, service: instance.service.name },
    ...{ differences: found, instance: { ...instance, body }, placed },
    ...(instance.service.platform === undefined ? {} : { platform: instance.service.platform }),
    ...(perhaps ? { perhaps } : {}),
    part: {
      operation: containerRecreate,
      target,
      ...others(image),
      input: { id: target.id, ...body },
      body: { kind: "container.create", value: judgeable(body, missing) },
    },
  };
}

/** The steps that give a service the containers that it should have. `pulled` says that its image is going to be fetched first. */
export async function serviceSteps(
  parts: StepParts,
  service: StackService,
  { image, pulled, shaken }: { image: ImageInspect | undefined; pulled: boolean; shaken: ReadonlySet<string> },
): Promise<Step[]> {
  const { project, present, digest, judged, force, ahead } = parts;
  const own = present.containers.filter((one) => one.service === service.name);
  const made = project.networks.filter(({ external, name }) => !external && !present.networks.some(({ Name }) => Name === name)); // prettier-ignore
  const missing = new Set(ahead ? made.map(({ name }) => name) : []);
  const networkName = (reference: string): string =>
    present.networks.find(({ Id, Name }) => Id === reference || Name === reference)?.Name ?? reference;
  const steps: Step[] = [];
  for (let number = 1; number <= service.count; number++) {
    const instance = instanceOf(service, number, {
      project: project.name,
      image,
      containers: present.containers,
      digest,
    });
    const placed = own.find((one) => one.number === number);
    if (placed === undefined) {
      steps.push(createStep(instance, image, missing));
      continue;
    }
    const step = recreateStep(instance, placed, image, { missing, found: [], perhaps: false });
    const body = { ...instance.body, ...(await judged(step.part)) };
    const found =
      image === undefined
        ? [{ field: "Image", is: placed.inspect.Config.Image, wanted: service.image }]
        : differences(placed.inspect, {
            ...{ body: withNetworks(body, instance.body), hash: instance.hash, networkName },
            ...{ image: (image.Config ?? {}) as Fields, imageId: image.Id },
          });
    const shared = service.waits.some((wait) => shaken.has(wait.service)) && /"container:/u.test(JSON.stringify(instance.body.HostConfig)); // prettier-ignore
    const moved = shared ? [{ field: "HostConfig.NetworkMode", is: "of a container that is recreated", wanted: "of the new one" }] : []; // prettier-ignore
    const all = [...found, ...moved];
    if (all.length > 0 || force) steps.push({ ...step, differences: all });
    else if (pulled) steps.push({ ...step, perhaps: true });
    else if (!runs(placed)) steps.push(startStep(placed));
  }
  for (const placed of own.filter(({ number }) => number > service.count || number < 1)) {
    if (runs(placed)) steps.push(stopStep(placed));
    steps.push(removeStep(placed));
  }
  return steps;
}

/** A judged body has lost the networks that are not there yet. */
const withNetworks = (body: Fields, whole: Instance["body"]): Fields => ({
  ...body,
  HostConfig: { ...(body["HostConfig"] as Fields), ...(whole.HostConfig["NetworkMode"] === undefined ? {} : { NetworkMode: whole.HostConfig["NetworkMode"] }) }, // prettier-ignore
  ...(whole["NetworkingConfig"] === undefined ? {} : { NetworkingConfig: whole["NetworkingConfig"] }),
});

/** Steps for containers of services that are not in the document any more. */
export const orphanSteps = (present: Present, project: StackProject): Step[] =>
  present.containers
    .filter(({ service }) => !project.services.some(({ name }) => name === service))
    .flatMap((placed) => [...(runs(placed) ? [stopStep(placed)] : []), removeStep(placed)]);
