import { parseImageReference } from "../kernel/image-reference.ts";

/** The repository of the tags that keep removed images: nobody sees them, and nobody may use or give such a name. */
export const hiddenRepository = "gnosis-trash";

/** The tag that keeps a removed image; 24 digits of its id tell it from every other. */
export const hiddenTag = (image: string): string => image.replace(/^sha256:/, "").slice(0, 24);

/** The reference that keeps a removed image. */
export const hiddenReference = (image: string): string => `${hiddenRepository}:${hiddenTag(image)}`;

/** Whether a reference, or the beginning of one, is of the trash. */
export const isHiddenReference = (reference: string): boolean =>
  /^(?:docker\.io\/)?(?:library\/)?gnosis-trash(?::|@|$)/.test(reference);

/** Whether an image has no other name than the one that keeps it in the trash. */
export const isHiddenImage = (references: readonly string[] | undefined): boolean =>
  references !== undefined && references.length > 0 && references.every(isHiddenReference);

/** Whether an engine would find an image by this reference that is there only to be brought back; `tagsOf` asks it. */
export async function liesInTrash(
  reference: string,
  tagsOf: (reference: string) => Promise<readonly string[] | null | undefined>,
): Promise<boolean> {
  if (isHiddenReference(parseImageReference(reference)?.familiar ?? reference)) return true;
  return isHiddenImage((await tagsOf(reference)) ?? undefined);
}

/** How the copies of removed volumes are called, and the containers by which they are copied. */
export const hiddenPrefix = "gnosis-trash-";

/** Whether a volume or a copying container is the trash's own. Trashed containers are told by their ids. */
export const isHiddenName = (name: string): boolean => name.startsWith(hiddenPrefix);

const copierPrefix = `${hiddenPrefix}copy-`;

/** The name of a container that copies a volume. */
export const isCopier = (name: string): boolean => name.startsWith(copierPrefix);
