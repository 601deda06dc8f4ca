import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { ArchiveName } from "../../kernel/image-archive.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { matchesImage } from "../../kernel/patterns.ts";
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

/** Refuses the names of an archive that images of others have, before the engine has read its end; nothing where the caller may take them. */
export function refuseNames(context: OperationContext<Ports>): (names: readonly ArchiveName[]) => Promise<void> {
  if (context.body?.["keepNames"] !== true) return () => Promise.resolve();
  const patterns = context.body["keptFor"] as readonly string[];
  return async (names) => {
    const { value } = await context.ports.reader.images({ fresh: true, signal: context.signal });
    for (const { reference, image } of names) {
      const text = parseImageReference(reference)?.text;
      const holder = value.find(({ RepoTags }) => RepoTags?.some((tag) => parseImageReference(tag)?.text === text));
      if (holder !== undefined && holder.Id === image) continue;
      const kept = patterns.some((pattern) => matchesImage(pattern, reference));
      if (!kept && (holder === undefined || holder.Labels?.[ownerLabel] === context.caller.id)) continue;
      const why = kept ? "is kept for the images that this role may use" : "is another image's";
      throw new GnosisError("CONTAINMENT_DENIED", `The name ${reference}, which the archive gives, ${why}.`, {
        where: "manifest.json",
        next: "Save the image under a name of its own, then load that.",
      });
    }
  };
}
