import type { OperationContext } from "../../../catalogue/operation.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import type { Ports } from "../../ports.ts";
import { discard } from "../create/make.ts";
import { splitNetworks } from "./networks.ts";

/** What making one needs of a call. */
export type InPlace = Pick<OperationContext<Ports>, "ports" | "signal" | "body" | "targets" | "secondLook">;

/** Creates the container that was judged, in all its networks, and has it looked at; leaves nothing behind when it throws. */
export async function makeInPlace(
  context: InPlace,
  name: string,
  platform?: string,
): Promise<{ readonly id: string; readonly warnings: readonly string[] }> {
  const { engine, reader } = context.ports;
  const { signal } = context;
  const { body, later } = splitNetworks(context.body ?? {});
  const { Id: id, Warnings } = await engine.json<{ Id: string; Warnings?: readonly string[] | null }>(
    "POST",
    "/containers/create",
    { query: { name, platform }, body, signal },
  );
  try {
    for (const [network, EndpointConfig] of later)
      await engine.json("POST", `/networks/${encodeURIComponent(network)}/connect`, {
        body: { Container: id, EndpointConfig },
        signal,
      });
    await context.secondLook(id);
    await refuseOtherImage(context, id);
  } catch (error) {
    await discard(context, id);
    throw error;
  }
  await reader.changed("container", id);
  return { id, warnings: Warnings ?? [] };
}

/** A tag may have moved to another image since the decision was made on this one. */
async function refuseOtherImage({ ports, targets, signal }: InPlace, id: string): Promise<void> {
  const image = targets.find(({ kind }) => kind === "image");
  if (image === undefined) return;
  const { Image } = await ports.engine.json<ContainerInspect>("GET", `/containers/${id}/json`, { signal });
  if (Image === image.id) return;
  throw new GnosisError("CONFLICT", `The image '${image.name}' changed while the container was created.`, {
    next: "Call again.",
  });
}
