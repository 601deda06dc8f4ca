import { dockerfileBases } from "../../../kernel/dockerfile-bases.ts";
import { isImageId, parseImageReference } from "../../../kernel/image-reference.ts";
import { matchesImage } from "../../../kernel/patterns.ts";
import { isHiddenImage, isHiddenReference } from "../../../catalogue/hidden-names.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import type { Target } from "../../../catalogue/target.ts";
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

/** The image of a body that makes a container; nothing where it is not there for the caller. */
export async function imageOf(body: Readonly<Record<string, unknown>>, court: Court): Promise<Target | undefined> {
  const { Image: reference } = body;
  return typeof reference === "string" && court.missing.size === 0 ? court.parts.find("image", reference) : undefined;
}

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
  if (reference === "") return undefined;
  if (court.profile.images === undefined) {
    await judgeScope(reference, court);
    return undefined;
  }
  const found = await court.parts.find("image", reference);
  if (found?.labels[ownerLabel] === court.caller.id) return undefined;
  const known = found?.references ?? [];
  const byName =
    parseImageReference(reference) !== undefined &&
    (found === undefined || known.some((each) => sameImage(each, reference)));
  const references = byName ? [reference] : known.length === 0 && named !== undefined ? [named] : known;
  if (!allowed(references, court)) {
    // The same look once more, so that one that is there takes as long as one that isn't.
    if (found !== undefined) await court.parts.find("image", reference, () => false);
    court.unwanted(at, control, `The image ${JSON.stringify(reference)} is not one that this role may use.`);
    return undefined;
  }
  if (byName || found === undefined || court.view === "inspect") return undefined;
  // By id, or by the beginning of one: a name made later could not take its place.
  court.changed(at);
  return found.id;
}

/**
 * Where a scope says which images the role knows of, no other one is there for what it makes either: the error is the one for an image
 * that doesn't exist, so that it can be pulled if its name is in scope.
 */
async function judgeScope(reference: string, court: Court): Promise<void> {
  if (court.profile.imagesInScope !== true || court.view === "inspect") return;
  const { caller, missing } = court;
  const { find, sees } = court.parts;
  if (sees === undefined || (await find("image", reference, (one) => sees(caller, one))) !== undefined) return;
  missing.add(parseImageReference(reference)?.familiar ?? reference);
}

/** Why a build may not begin from an image, or copy from it: what is built of it would be the caller's own. */
export async function againstBase(reference: string, court: Court): Promise<string | undefined> {
  if (reference.includes("$"))
    return `The image ${JSON.stringify(reference)} is named by a variable: write it out, since this role may use some images only.`;
  await judgeImage(reference, "Dockerfile", court);
  const [finding] = court.findings;
  if (finding !== undefined) return finding.message;
  const found = await court.parts.find("image", reference);
  const config = found === undefined ? undefined : await court.parts.imageConfig?.(found.id);
  const { OnBuild: triggers } = (config ?? {}) as { readonly OnBuild?: readonly string[] | null };
  // What an image does when another one is built from it stands in the image, and not in the Dockerfile.
  for (const base of dockerfileBases((triggers ?? []).join("\n"), {})) {
    const why = await againstBase(base.variable ?? base.reference, court);
    if (why !== undefined)
      return `The image ${JSON.stringify(reference)} takes from another one when it is built upon. ${why}`;
  }
  return undefined;
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
