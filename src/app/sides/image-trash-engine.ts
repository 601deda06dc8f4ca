import type { EngineClient } from "../../engine/client.ts";
import type { ImageInspect } from "../../engine/model.ts";
import { enginePath, ImagePath } from "../../engine/path.ts";
import type { ImageTrashEngine } from "../../guard/trash/image-trash.ts";
import { asGnosisError } from "../../kernel/errors.ts";

/** The engine as the trash of images needs it. */
export function imageTrashEngine(client: EngineClient, changed: (id: string) => Promise<void>): ImageTrashEngine {
  const inspect = async (reference: string): Promise<ImageInspect | undefined> => {
    try {
      return await client.json<ImageInspect>("GET", enginePath`/images/${new ImagePath(reference)}/json`);
    } catch (thrown) {
      if (asGnosisError(thrown).code === "IMAGE_NOT_FOUND") return undefined;
      throw thrown;
    }
  };
  return {
    facts: async (image) => {
      const found = await inspect(image);
      if (found === undefined) return undefined;
      return { references: found.RepoTags ?? [], labels: found.Config?.Labels ?? {}, bytes: found.Size };
    },
    holder: async (reference) => (await inspect(reference))?.Id,
    tag: async (image, reference) => {
      const colon = reference.lastIndexOf(":");
      const query = { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) };
      await client.json("POST", enginePath`/images/${new ImagePath(image)}/tag`, { query });
      await changed(image);
    },
    untag: async (reference, force) => {
      const holder = await inspect(reference);
      if (holder === undefined) return;
      const path = enginePath`/images/${new ImagePath(reference)}`;
      await client.json("DELETE", path, { query: { force }, timeout: 120_000 });
      await changed(holder.Id);
    },
  };
}
