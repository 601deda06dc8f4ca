import type { Target } from "../../catalogue/target.ts";
import type { GuardSide } from "../side.ts";
import type { PlannedTarget } from "./plan.ts";

/** The parts of an engine's inspect answer that say what a container is and whether it runs. */
interface Inspected {
  readonly Image?: string;
  readonly State?: { readonly Status?: string };
  readonly HostConfig?: { readonly RestartPolicy?: { readonly Name?: string }; readonly AutoRemove?: boolean };
  readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string; readonly Source?: string }[] | null;
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, unknown>> | null };
}

/** The objects as they stand now, asked of the engine: what a plan shows, and what is compared before it runs. */
export async function lookAtTargets(
  side: GuardSide,
  targets: readonly Target[],
  signal?: AbortSignal,
): Promise<PlannedTarget[]> {
  const looked: PlannedTarget[] = [];
  for (const target of targets) {
    const { kind, id, name } = target;
    looked.push({ kind, id, name, state: await stateOf(side, target, signal) });
  }
  return looked;
}

async function stateOf(side: GuardSide, target: Target, signal?: AbortSignal): Promise<Record<string, unknown>> {
  if (target.kind === "container") return containerState(target, await side.inspectContainer(target.id, signal));
  const users = await usersOf(side, target, signal);
  const { labels, references, driver } = target;
  return {
    labels,
    ...(references === undefined ? {} : { references }),
    ...(driver === undefined ? {} : { driver }),
    users,
  };
}

function containerState(target: Target, inspected: unknown): Record<string, unknown> {
  const { Image, State, HostConfig, Mounts, NetworkSettings } = (inspected ?? {}) as Inspected;
  return {
    name: target.name,
    labels: target.labels,
    image: target.image ?? null,
    imageId: Image ?? target.imageId ?? null,
    status: State?.Status ?? null,
    restartPolicy: HostConfig?.RestartPolicy?.Name ?? null,
    autoRemove: HostConfig?.AutoRemove === true,
    mounts: (Mounts ?? []).map(({ Type, Name, Source }) => `${Type ?? ""} ${Name ?? Source ?? ""}`).sort(),
    networks: Object.keys(NetworkSettings?.Networks ?? {}).sort(),
  };
}

/** Names of the containers that use an image or a volume. */
async function usersOf(side: GuardSide, target: Target, signal?: AbortSignal): Promise<string[]> {
  if (target.kind === "network") return [];
  const containers = await side.targets.list("container", { fresh: true, ...(signal === undefined ? {} : { signal }) });
  return containers
    .filter((one) => (target.kind === "volume" ? one.volumes?.includes(target.id) : one.imageId === target.id))
    .map(({ name }) => name)
    .sort();
}
