import { isImageId, parseImageReference } from "../../../kernel/image-reference.ts";
import { matchesImage } from "../../../kernel/patterns.ts";
import { isHiddenImage, isHiddenReference } from "../../../catalogue/hidden-names.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import type { Court } from "../court.ts";
import type { Check } from "./check.ts";

const control = "Images";

/** Whether one of these references is an image that the profile lets in. */
function allowed(references: readonly string[], court: Court): boolean {
  const patterns = court.profile.images ?? ["*"];
  return references.some((reference) => patterns.some((pattern) => matchesImage(pattern, reference)));
}

/**
 * Judges the image of a container by what the engine would take, not by how it is written: ids and their beginnings become the
 * references of that image. An image that the caller built is its own.
 */
export const image: Check = (reference: string, at: string, court: Court) => judgeImage(reference, at, court);

/** The same, with the name that counts when the image has lost all of its own: its tag may have moved on since. */
export async function judgeImage(
  reference: string,
  at: string,
  court: Court,
  named?: string,
): Promise<string | undefined> {
  if (court.view === "request" && (await isRemoved(reference, court))) {
    court.never(at, control, `The image ${JSON.stringify(reference)} lies in the trash: bring it back first.`);
    return undefined;
  }
  if (court.profile.images === undefined || reference === "") return undefined;
  const found = await court.parts.find("image", reference);
  if (found?.labels[ownerLabel] === court.caller.id) return undefined;
  const known = found?.references ?? [];
  const byName =
    parseImageReference(reference) !== undefined &&
    (found === undefined || known.some((each) => sameImage(each, reference)));
  const references = byName ? [reference] : known.length === 0 && named !== undefined ? [named] : known;
  if (!allowed(references, court)) {
    court.unwanted(at, control, `The image ${JSON.stringify(reference)} is not one that this role may use.`);
    return undefined;
  }
  if (byName || found === undefined || court.view === "inspect") return undefined;
  // By id, or by the beginning of one: a name made later could not take its place.
  court.changed(at);
  return found.id;
}

/** Why a build may not begin from an image, or copy from it: what is built of it would be the caller's own. */
export async function againstBase(reference: string, court: Court): Promise<string | undefined> {
  if (reference.includes("$"))
    return `The image ${JSON.stringify(reference)} is named by a variable: write it out, since this role may use some images only.`;
  await judgeImage(reference, "Dockerfile", court);
  return court.findings[0]?.message;
}

/** Whether the engine would find an image by this that is there only because it can still be brought back. */
async function isRemoved(reference: string, court: Court): Promise<boolean> {
  if (isHiddenReference(reference)) return true;
  if (!/^(?:sha256:)?[0-9a-f]{3,64}$/.test(reference)) return false;
  return isHiddenImage((await court.parts.find("image", reference))?.references);
}

const sameImage = (left: string, right: string): boolean =>
  parseImageReference(left)?.text === parseImageReference(right)?.text;

/** Judges the reference that an image is fetched by. */
export function judgePull(reference: string, field: string, court: Court): void {
  if (court.profile.images !== undefined && !allowed([reference], court))
    court.unwanted(field, control, `The image ${JSON.stringify(reference)} is not one that this role may use.`);
}

/** Judges a name that an image is to get: it must be a proper one, and nobody else's. */
export async function judgeNewTag(tag: string, field: string, court: Court): Promise<void> {
  const parsed = parseImageReference(tag);
  if (parsed === undefined || parsed.digest !== undefined || isImageId(tag) || isHiddenReference(tag)) {
    court.never(field, control, `${JSON.stringify(tag)} is no name that an image can get.`);
    return;
  }
  if (court.profile.level === "privileged") return;
  const taken = await court.parts.find("image", tag);
  const named = taken?.references?.some((each) => sameImage(each, tag)) === true;
  if (named && !court.parts.mayUse(court.caller, taken))
    court.unwanted(field, control, `The name ${parsed.familiar} is taken by an image that is not yours.`);
  if (court.profile.images !== undefined && allowed([tag], court))
    court.unwanted(field, control, `The name ${parsed.familiar} is kept for the images that this role may use.`);
}
