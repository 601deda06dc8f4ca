import type { OperationContext } from "../../../catalogue/operation.ts";
import type { Target } from "../../../catalogue/target.ts";
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
  const { Image } = (context.body ?? {}) as { readonly Image?: string };
  if (input.image === undefined && input.version === undefined && Image !== former.image)
    warnings.push(
      `The name '${former.image ?? ""}' stands for another image by now; the container keeps the one that it has. Give the name as image to take the other.`,
    );
  return warnings;
}
