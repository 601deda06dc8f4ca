import { z } from "zod";
import { enginePath, ImagePath } from "../../engine/path.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theImage, writtenReference } from "./reference.ts";

/** Removes an image. */
export const imageRemove = define({
  id: "image.remove",
  summary: "Remove an image, or one of its tags when it has several.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/images/{id}", failure: "Failed to remove image" },
  input: z.strictObject({
    id: reference("image"),
    force: z
      .boolean()
      .default(false)
      .describe("Removes it although stopped containers use it, or with all of its tags."),
    prune: z.boolean().default(true).describe("Removes parents without a tag too."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    untagged: z.array(z.string()).describe("References that are gone."),
    deleted: z.array(z.string()).describe("Layers and images that are gone."),
  }),
  targets: targetById("image"),
  deadline: 120_000,
  errors: [...imageErrors, "CONFLICT", "ENGINE_REFUSED", "PROTECTED"],
  examples: [{ title: "Remove an image", input: { id: "web:old" } }],
  async run(context, input) {
    const target = theImage(context);
    const name = new ImagePath(writtenReference(target, input.id) ?? target.id);
    // The engine counts containers in the trash as users; for callers they are gone.
    const force = input.force || context.ports.trash?.holdsImage(target.id) === true;
    const gone = await context.ports.engine.json<readonly { Untagged?: string; Deleted?: string }[] | null>(
      "DELETE",
      enginePath`/images/${name}`,
      { query: { force, noprune: !input.prune }, signal: context.signal, timeout: 110_000 },
    );
    await context.ports.reader.changed("image", target.id);
    return {
      message: `Image ${input.id} removed successfully`,
      untagged: (gone ?? []).flatMap(({ Untagged }) => Untagged ?? []),
      deleted: (gone ?? []).flatMap(({ Deleted }) => Deleted ?? []),
    };
  },
});
