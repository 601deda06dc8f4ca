import type { OperationContext } from "../../catalogue/operation.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";

/** What may be told of the container that an event of a network or volume names. */
export type Party = "none" | "seen" | "hidden" | "gone";

/** A network that everybody may see still tells nobody who else is in it: judges the container that an event names beside its object. */
export async function partyOf(
  context: OperationContext<Ports>,
  type: string,
  attributes: Readonly<Record<string, string>>,
): Promise<Party> {
  const id = attributes["container"];
  if ((type !== "network" && type !== "volume") || id === undefined) return "none";
  try {
    const { value } = await context.ports.reader.container(id, { signal: context.signal });
    const seen = context.sees({
      kind: "container",
      id: value.Id,
      name: value.Name.replace(/^\//, ""),
      labels: value.Config.Labels ?? {},
      image: value.Config.Image,
    });
    return seen ? "seen" : "hidden";
  } catch (error) {
    if (asGnosisError(error).code === "CONTAINER_NOT_FOUND") return "gone";
    throw error;
  }
}
