import { parseImageReference } from "../kernel/image-reference.ts";

/** The one tag that an image has, or `whole` for an image that is named by its id. */
export type LastTags = { readonly tag: string } | "whole";

/**
 * What an image would lose its last name with when this reference of it is removed; nothing where a tag is left, or where it is named by
 * its id and has several, which the engine only removes by force.
 */
export function lastTags(references: readonly string[], written: string, force: boolean): LastTags | undefined {
  const tags = references.filter((one) => !one.includes("@"));
  const wanted = parseImageReference(written)?.text;
  const tag = tags.find((one) => parseImageReference(one)?.text === wanted);
  if (tag === undefined) return tags.length > 1 && !force ? undefined : "whole";
  return tags.length > 1 ? undefined : { tag };
}
