import type { OperationContext } from "../../../catalogue/operation.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import type { Ports } from "../../ports.ts";

/** A container that the engine has made and that has been looked at. */
export interface Made {
  readonly id: string;
  readonly warnings: readonly string[];
}

/** Removes a container that must not stay, and says nothing when it is gone already. */
export async function discard(context: Pick<OperationContext<Ports>, "ports">, id: string): Promise<void> {
  await context.ports.engine
    .json("DELETE", `/containers/${id}`, { query: { force: true, v: true } })
    .catch(() => undefined);
  await context.ports.reader.changed("container", id);
}

/** Creates the container that was judged; throws, leaving nothing behind, when the engine made something else. */
export async function make(
  context: OperationContext<Ports>,
  input: { readonly name?: string | undefined; readonly platform?: string | undefined },
): Promise<Made> {
  const { engine, reader } = context.ports;
  const image = context.targets.find(({ kind }) => kind === "image");
  const created = await engine.json<{ Id: string; Warnings?: readonly string[] | null }>("POST", "/containers/create", {
    query: { name: input.name, platform: input.platform },
    body: context.body,
    signal: context.signal,
  });
  const { Id: id } = created;
  try {
    await context.secondLook(id);
    const { value: made } = await reader.container(id, { signal: context.signal });
    // A tag may have moved to another image since the decision was made on this one.
    if (image !== undefined && made.Image !== image.id) {
      throw new GnosisError("CONFLICT", `The image '${image.name}' changed while the container was created.`, {
        next: "Call again.",
      });
    }
  } catch (error) {
    await discard(context, id);
    throw error;
  }
  return { id, warnings: created.Warnings ?? [] };
}
