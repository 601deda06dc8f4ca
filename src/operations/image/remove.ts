import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { lastTags, type LastTags } from "../../catalogue/last-tags.ts";
import type { Target } from "../../catalogue/target.ts";
import { enginePath, ImagePath } from "../../engine/path.ts";
import { timestamp } from "../../kernel/clock.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import type { Ports } from "../ports.ts";
import { theImage, writtenReference } from "./reference.ts";

/** Removes an image. */
export const imageRemove = define({
  id: "image.remove",
  summary:
    "Remove an image, or one of its tags when it has several. The last tag can be brought back for a while unless purge is set.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/images/{id}", failure: "Failed to remove image" },
  input: z.strictObject({
    id: reference("image"),
    force: z
      .boolean()
      .default(false)
      .describe("Removes it although stopped containers use it, or with all of its tags."),
    prune: z.boolean().default(true).describe("Removes parents without a tag too."),
    purge: z.boolean().default(false).describe("Removes it for good, past the trash."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    untagged: z.array(z.string()).describe("References that are gone."),
    deleted: z.array(z.string()).describe("Layers and images that are gone."),
    restorable_until: z.string().optional().describe("Until when trash.restore brings it back, RFC 3339."),
    not_restorable: z
      .enum(["too-large", "switched-off", "untagged"])
      .optional()
      .describe("Why it can't come back, where it was to be kept."),
  }),
  targets: targetById("image"),
  docker: ({ id, force, prune }) => ["rmi", ...(force ? ["--force"] : []), ...(prune ? [] : ["--no-prune"]), id],
  deadline: 120_000,
  errors: [...imageErrors, "CONFLICT", "ENGINE_REFUSED", "PROTECTED"],
  examples: [{ title: "Remove an image", input: { id: "web:old" } }],
  async run(context, input) {
    const target = theImage(context);
    const { images } = context.ports;
    const written = writtenReference(target, input.id);
    const last = input.purge ? undefined : await going(context, target, input);
    const removal =
      images === undefined || last === undefined
        ? undefined
        : await images.remove(target.id, last, context.caller.name);
    const message = `Image ${input.id} removed successfully`;
    if (removal?.kept === true) {
      const until = timestamp(removal.removed.expiresAt);
      return { message, untagged: [...removal.removed.references], deleted: [], restorable_until: until };
    }
    // The engine counts containers in the trash as users; for callers they are gone.
    const force = input.force || context.ports.trash?.holdsImage(target.id) === true;
    const gone = await context.ports.engine.json<readonly { Untagged?: string; Deleted?: string }[] | null>(
      "DELETE",
      enginePath`/images/${new ImagePath(written ?? target.id)}`,
      { query: { force, noprune: !input.prune }, signal: context.signal, timeout: 110_000 },
    );
    await context.ports.reader.changed("image", target.id);
    return {
      message,
      untagged: (gone ?? []).flatMap(({ Untagged }) => Untagged ?? []),
      deleted: (gone ?? []).flatMap(({ Deleted }) => Deleted ?? []),
      ...(removal === undefined || removal.reason === "still-tagged" ? {} : { not_restorable: removal.reason }),
    };
  },
});

/** The tags with which the image would go; nothing where some are left, or where the engine is to refuse because of who uses it. */
async function going(
  context: OperationContext<Ports>,
  { id, references = [] }: Target,
  { id: written, force }: { readonly id: string; readonly force: boolean },
): Promise<LastTags | undefined> {
  const tags = lastTags(references, written, force);
  if (tags === undefined) return undefined;
  const { trash, reader } = context.ports;
  const { value } = await reader.containers({ all: true, fresh: true, signal: context.signal });
  const users = value.filter((one) => one.ImageID === id && trash?.hides(one.Id) !== true);
  return users.some(({ State }) => !force || State === "running" || State === "paused") ? undefined : tags;
}
