import type { OperationContext } from "../../catalogue/operation.ts";
import { enginePath, ImagePath } from "../../engine/path.ts";
import type { Ports } from "../ports.ts";

/** What the engine says of a removal. */
type Gone = readonly { readonly Untagged?: string; readonly Deleted?: string }[] | null;

/**
 * Removes an image by its tags, one by one and without force: an id with several tags could only be removed by force, which also takes
 * what a container uses.
 */
export async function takeImageAway(
  { ports, signal }: OperationContext<Ports>,
  id: string,
  references: readonly string[],
): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }> {
  const tags = references.filter((one) => !one.includes("@"));
  const gone: { Untagged?: string; Deleted?: string }[] = [];
  for (const name of tags.length > 0 ? tags : [id]) {
    const path = enginePath`/images/${new ImagePath(name)}`;
    gone.push(...((await ports.engine.json<Gone>("DELETE", path, { signal, timeout: 110_000 })) ?? []));
  }
  await ports.reader.changed("image", id);
  return {
    untagged: gone.flatMap(({ Untagged }) => Untagged ?? []),
    deleted: gone.flatMap(({ Deleted }) => Deleted ?? []),
  };
}
