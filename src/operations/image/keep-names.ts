import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Ports } from "../ports.ts";

/**
 * Remembers which image has which name, and gives names back to images that others made: an archive could otherwise put an image of its
 * own in the place of one that people trust. Nothing when the caller may do that.
 */
export async function keepNames(context: OperationContext<Ports>): Promise<() => Promise<readonly string[]>> {
  if (context.body?.["keepNames"] !== true) return () => Promise.resolve([]);
  const { engine, reader } = context.ports;
  const before = (await reader.images({ fresh: true, signal: context.signal })).value;
  return async () => {
    // Not ended with the call: a caller that goes away halfway must not keep what it took.
    const now = (await reader.images({ fresh: true })).value;
    const back: string[] = [];
    for (const { Id, RepoTags, Labels } of before) {
      if (Labels?.[ownerLabel] === context.caller.id) continue;
      const lost = (RepoTags ?? []).filter(
        (name) =>
          !name.includes("<none>") && !now.some((image) => image.Id === Id && image.RepoTags?.includes(name) === true),
      );
      for (const name of lost) {
        const colon = name.lastIndexOf(":");
        const query = { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
        await engine.json("POST", `/images/${Id}/tag`, { query });
        back.push(name);
      }
      if (lost.length > 0) await reader.changed("image", Id);
    }
    return back;
  };
}
