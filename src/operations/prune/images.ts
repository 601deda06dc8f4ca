import type { OperationContext } from "../../catalogue/operation.ts";
import { takeImageAway } from "../image/take-away.ts";
import { containerTarget } from "../container/view.ts";
import { imageReferences, imageTarget } from "../image/view.ts";
import type { Ports } from "../ports.ts";
import { imageUses } from "./last-use.ts";
import { few, goneAlready, labelled, type Prunable, unlessGone } from "./prunable.ts";

const markOf = (references: readonly string[]): string => references.toSorted((a, b) => (a < b ? -1 : 1)).join(" ");

async function usersOf({ ports, signal }: OperationContext<Ports>, id: string): Promise<string[]> {
  const { value } = await ports.reader.containers({ all: true, fresh: true, signal });
  return value.filter(({ ImageID }) => ImageID === id).map((one) => containerTarget(one).name);
}

/** Images that no container uses: those without a tag, or all of them. */
export const prunableImages: Prunable = {
  kind: "image",
  undoneAs: "image.remove",
  find: async ({ ports, signal }, choice, sizes) => {
    const filters = { ...(choice.all ? {} : { dangling: ["true"] }), ...labelled(choice) };
    const { value: images } = await ports.reader.images({ filters, fresh: true, signal });
    const { value: everything } = await ports.reader.images({ all: true, signal });
    const { value: containers } = await ports.reader.containers({ all: true, fresh: true, signal });
    const used = new Set(containers.map(({ ImageID }) => ImageID));
    const lastUse = imageUses(ports.events);
    return (
      images
        .filter(({ Id, Created }) => !used.has(Id) && (choice.until === undefined || Created < choice.until))
        // A child is younger than what it was built from, and has to go first.
        .toSorted((a, b) => b.Created - a.Created)
        .map((image) => {
          const target = imageTarget(image);
          const references = target.references ?? [];
          return {
            ...{ kind: "image", id: image.Id, name: target.name, target },
            bytes: sizes?.images.get(image.Id) ?? image.Size,
            created: new Date(image.Created * 1000).toISOString(),
            lastUsed: lastUse([...references, image.Id]),
            dependants: everything
              .filter(({ ParentId }) => ParentId === image.Id)
              .map((child) => `image ${imageTarget(child).name}`),
            mark: markOf(references),
          };
        })
    );
  },
  look: async (context, { id, mark }) => {
    const { reader } = context.ports;
    const asked = reader.image(id, { fresh: true, signal: context.signal });
    const now = (await unlessGone(asked, "IMAGE_NOT_FOUND"))?.value;
    if (now === undefined) return goneAlready;
    const users = await usersOf(context, id);
    if (users.length > 0) return `It is used by ${few(users)}.`;
    return markOf(imageReferences(now)) === mark ? undefined : "Its tags have changed since.";
  },
  remove: (context, { id, target }) => takeImageAway(context, id, target?.references ?? []),
};
