import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { ContainerInspect, ImageInspect, NetworkInspect, VolumeInspect } from "../../engine/model.ts";
import { unlessMissing } from "../container/recreate/ask.ts";
import { nameOf } from "../container/view.ts";
import type { Ports } from "../ports.ts";
import { composeLabels } from "./compose-labels.ts";

/** One container of a project. */
export interface Placed {
  readonly inspect: ContainerInspect;
  readonly target: Target;
  readonly service: string;
  readonly number: number;
}

/** What there is of a project, as far as the caller may see it. */
export interface Present {
  /** By service and number. */
  readonly containers: readonly Placed[];
  /** All networks and volumes that the caller may see, also those of others: names are the host's. */
  readonly networks: readonly NetworkInspect[];
  readonly volumes: readonly VolumeInspect[];
}

/** What looking needs of a call. */
export type Looking = Pick<OperationContext<Ports>, "ports" | "sees"> & { readonly signal?: AbortSignal };

/** A container as a target. */
export const placedTarget = (inspect: ContainerInspect): Target => ({
  kind: "container",
  id: inspect.Id,
  name: nameOf(inspect),
  labels: inspect.Config.Labels ?? {},
  image: inspect.Config.Image,
  imageId: inspect.Image,
  volumes: (inspect.Mounts ?? []).flatMap(({ Type, Name }) => (Type === "volume" && Name ? [Name] : [])),
});

/** An image as a target. */
export const imageTarget = ({ Id, RepoTags, RepoDigests, Config }: ImageInspect): Target => {
  const references = [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((one) => !one.includes("<none>"));
  return { kind: "image", id: Id, name: references[0] ?? Id, labels: Config?.Labels ?? {}, references };
};

/** A network as a target. */
export const networkTarget = ({ Id, Name, Labels, Driver, Options }: NetworkInspect): Target => ({
  ...{ kind: "network", id: Id, name: Name, labels: Labels ?? {}, driver: Driver, options: Options ?? {} },
});

/** A volume as a target. */
export const volumeTarget = ({ Name, Labels, Driver, Options }: VolumeInspect): Target => ({
  ...{ kind: "volume", id: Name, name: Name, labels: Labels ?? {}, driver: Driver, options: Options ?? {} },
});

const ask = (signal: AbortSignal | undefined) => ({ fresh: true, ...(signal === undefined ? {} : { signal }) });

const betweenNames = /^gnosis-(?:trash|former|new)-/u;

/** The containers of a project or of all, without those that ran once for `docker compose run`. */
export async function containersOf({ ports, sees, signal }: Looking, project?: string): Promise<readonly Placed[]> {
  const label = project === undefined ? composeLabels.project : `${composeLabels.project}=${project}`;
  const { value } = await ports.reader.containers({ all: true, filters: { label: [label] }, ...ask(signal) });
  const placed: Placed[] = [];
  for (const { Id } of value) {
    const inspect = await unlessMissing(
      ports.reader.container(Id, { remembered: true, ...(signal === undefined ? {} : { signal }) }),
    );
    if (inspect === undefined) continue;
    const target = placedTarget(inspect.value);
    const { [composeLabels.service]: service = "", [composeLabels.number]: number } = target.labels;
    if (target.labels[composeLabels.oneoff] === "True" || service === "" || !sees(target)) continue;
    // In the trash, or about to take another's place, also of a server that has kept its data elsewhere.
    if (betweenNames.test(target.name)) continue;
    placed.push({ inspect: inspect.value, target, service, number: Number(number ?? 1) });
  }
  return placed.toSorted((a, b) => (a.service === b.service ? a.number - b.number : a.service < b.service ? -1 : 1));
}

/** What there is of a project. */
export async function lookAt(looking: Looking, project: string): Promise<Present> {
  const { reader } = looking.ports;
  const [containers, networks, volumes] = await Promise.all([
    containersOf(looking, project),
    reader.networks(ask(looking.signal)),
    reader.volumes(ask(looking.signal)),
  ]);
  return {
    containers,
    networks: networks.value.filter((one) => looking.sees(networkTarget(one))),
    volumes: volumes.value.filter((one) => looking.sees(volumeTarget(one))),
  };
}

/** The image of that reference, if it is there and the caller may see it. */
export async function imageOf({ ports, sees, signal }: Looking, reference: string): Promise<ImageInspect | undefined> {
  const image = (await unlessMissing(ports.reader.image(reference, ask(signal))))?.value;
  return image === undefined || !sees(imageTarget(image)) ? undefined : image;
}
