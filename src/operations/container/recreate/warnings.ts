import type { OperationContext } from "../../../catalogue/operation.ts";
import type { Target } from "../../../catalogue/target.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import type { Ports } from "../../ports.ts";
import { containerTarget } from "../view.ts";
import type { RecreateInput } from "./input.ts";

/** What a caller should know of: containers that share the former one's network, and a name that stands for another image by now. */
export async function recreateWarnings(
  context: OperationContext<Ports>,
  former: Target,
  input: RecreateInput,
): Promise<string[]> {
  // One that was made a moment ago is not in memory yet.
  const { value } = await context.ports.reader.containers({ all: true, fresh: true, signal: context.signal });
  const sharing = value
    .filter(({ HostConfig }) => HostConfig?.NetworkMode === `container:${former.id}`)
    .map(containerTarget)
    .filter(context.sees)
    .map(({ name }) => name);
  const warnings = sharing.map(
    (name) => `'${name}' shares the network of the former container: remove it and run it anew with this one's.`,
  );
  const moved = await movedName(context, former, input);
  if (moved !== undefined)
    warnings.push(
      `The name '${moved}' stands for another image by now; the container keeps the one that it has. Give the name as image to take the other.`,
    );
  return warnings;
}

/** The name that the container was made by, where the body says its image by id instead; a list tells the id for both. */
async function movedName(
  { ports, body, signal }: OperationContext<Ports>,
  { id, imageId }: Target,
  { image, version }: RecreateInput,
): Promise<string | undefined> {
  if (image !== undefined || version !== undefined || body?.["Image"] !== imageId) return undefined;
  const { Config } = await ports.engine.json<ContainerInspect>("GET", `/containers/${id}/json`, { signal });
  return Config.Image === imageId ? undefined : Config.Image;
}
