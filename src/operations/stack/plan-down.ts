import { networkRemove } from "../network/remove.ts";
import { volumeRemove } from "../volume/remove.ts";
import { composeLabels } from "./compose-labels.ts";
import { lookAt, networkTarget, volumeTarget, type Looking, type Placed } from "./look.ts";
import type { Step } from "./step.ts";
import { removeStep, stopStep } from "./steps.ts";

/** Which services each service waits for, as the containers' own labels tell. */
export function waitsOf(
  containers: readonly Pick<Placed, "service" | "target">[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const waits = new Map<string, Set<string>>();
  for (const { service, target } of containers) {
    const named = (target.labels[composeLabels.dependsOn] ?? "").split(",").map((one) => one.split(":")[0] ?? "");
    waits.set(service, new Set([...(waits.get(service) ?? []), ...named.filter((name) => name !== "")]));
  }
  return waits;
}

/** Services that others wait for come last. */
function lastFirst(containers: readonly Placed[]): readonly Placed[] {
  const waits = waitsOf(containers);
  const left = [...containers];
  const ordered: Placed[] = [];
  while (left.length > 0) {
    const free = left.findIndex(({ service }) => !left.some((one) => waits.get(one.service)?.has(service) === true && one.service !== service)); // prettier-ignore
    ordered.push(...left.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

/** Everything that taking a project down would do, in order, as it looks now. */
export async function planDown(
  looking: Looking,
  project: string,
  { volumes }: { readonly volumes: boolean },
): Promise<readonly Step[]> {
  const present = await lookAt(looking, project);
  const containers = lastFirst(present.containers).flatMap((placed) => {
    const { State } = placed.inspect;
    return [...(State.Running || State.Restarting ? [stopStep(placed)] : []), removeStep(placed)];
  });
  const networks = present.networks
    .map(networkTarget)
    .filter(({ labels }) => labels[composeLabels.project] === project);
  const kept = present.volumes.map(volumeTarget).filter(({ labels }) => labels[composeLabels.project] === project);
  return [
    ...containers,
    ...networks.map((target): Step => ({
      ...{ action: "remove", kind: "network", name: target.name, id: target.id, differences: [] },
      part: { operation: networkRemove, target, input: { id: target.id } },
    })),
    ...(volumes ? kept : []).map((target): Step => ({
      ...{ action: "remove", kind: "volume", name: target.name, id: target.id, differences: [] },
      part: { operation: volumeRemove, target, input: { id: target.id } },
    })),
  ];
}
