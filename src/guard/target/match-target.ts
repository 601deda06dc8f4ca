import type { Target } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { imageSpellings } from "./image-spellings.ts";

const byName = (target: Target, reference: string): boolean =>
  target.kind === "image"
    ? imageSpellings(reference).some((spelling) => target.references?.includes(spelling) === true)
    : target.name === reference;

const byPrefix = (target: Target, reference: string): boolean => {
  if (target.kind === "volume") return false;
  if (target.kind === "image") {
    const digits = reference.replace(/^sha256:/, "");
    return /^[0-9a-f]{3,64}$/.test(digits) && target.id.slice("sha256:".length).startsWith(digits);
  }
  return /^[0-9a-f]{1,64}$/.test(reference) && target.id.startsWith(reference);
};

/**
 * The one object that a reference means, as the engine reads it: full id, then name, then unambiguous id prefix.
 * Nothing when there is none; REFERENCE_AMBIGUOUS when a prefix fits several.
 */
export function matchTarget(reference: string, targets: readonly Target[]): Target | undefined {
  const exact = targets.find((target) => target.id === reference);
  if (exact !== undefined) return exact;
  const named = targets.find((target) => byName(target, reference));
  if (named !== undefined) return named;
  const prefixed = targets.filter((target) => byPrefix(target, reference));
  if (prefixed.length > 1) {
    throw new GnosisError("REFERENCE_AMBIGUOUS", `'${reference}' is the beginning of ${prefixed.length} ids.`, {
      closest: prefixed.slice(0, 3).map((target) => target.name),
    });
  }
  return prefixed[0];
}
