import type { OperationContext } from "../../catalogue/operation.ts";
import type { ConfigVersion } from "../../engine/config-history/config-keeper.ts";
import type { Target } from "../../catalogue/target.ts";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";
import { containerTarget } from "./view.ts";

/**
 * The versions of one container that the caller may see, oldest first; the container may be gone. Throws CONTAINER_NOT_FOUND when none
 * are kept, also for what is out of sight.
 */
export async function versionsOf(
  context: OperationContext<Ports>,
  reference: string,
): Promise<readonly [ConfigVersion, ...ConfigVersion[]]> {
  const { configs, reader } = context.ports;
  // A name or prefix of one that is there is resolved by the engine's rules first; what is gone is known by full id or name.
  const there = await reader.container(reference, { remembered: true, signal: context.signal }).then(({ value }) => value.Id, () => undefined); // prettier-ignore
  const versions = configs?.versions(there ?? reference) ?? [];
  const [first, ...rest] = versions.filter((version) => isVisible(context, version));
  if (first) return [first, ...rest];
  const { value } = await reader.containers({ all: true, signal: context.signal });
  const names = value
    .map(containerTarget)
    .filter(context.sees)
    .map(({ name }) => name);
  throw new GnosisError("CONTAINER_NOT_FOUND", `Nothing is kept of a container '${reference}'.`, {
    closest: closest(reference, names),
  });
}

const isVisible = (context: OperationContext<Ports>, version: ConfigVersion): boolean =>
  context.inScope(versionTarget(version));

/** A container as policy sees it, from a version of its history. */
export function versionTarget({ container, name, config }: ConfigVersion): Target {
  const { Config, Image } = config as { Config?: { Labels?: Record<string, string> | null; Image?: string }; Image?: string }; // prettier-ignore
  return {
    kind: "container",
    id: container,
    name,
    labels: Config?.Labels ?? {},
    image: Config?.Image ?? "",
    imageId: Image ?? "",
  };
}
