import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { Target } from "../../catalogue/target.ts";
import { matchesGlob, matchesImage } from "../../kernel/patterns.ts";
import { listed, type ScopeFile, type ScopeTerm } from "./policy-file.ts";

/** The label that Compose gives to everything of one project. */
export const projectLabel = "com.docker.compose.project";

const some = (patterns: string | readonly string[] | undefined, test: (pattern: string) => boolean): boolean =>
  patterns === undefined || listed<string>(patterns as string | string[]).some(test);

function nameMatches(pattern: string, target: Target): boolean {
  if (target.kind !== "image") return matchesGlob(pattern, target.name);
  return (target.references ?? [target.name]).some((reference) => matchesImage(pattern, reference));
}

function imageMatches(pattern: string, target: Target): boolean {
  if (target.kind === "image") return nameMatches(pattern, target);
  return target.image !== undefined && matchesImage(pattern, target.image);
}

function termCovers(term: ScopeTerm, target: Target, callerId: string, endpoint: string): boolean {
  if (!some(term.endpoint, (pattern) => matchesGlob(pattern, endpoint))) return false;
  if (term.kind !== undefined && !listed(term.kind).includes(target.kind)) return false;
  if (!some(term.name, (pattern) => nameMatches(pattern, target))) return false;
  for (const [label, pattern] of Object.entries(term.label ?? {})) {
    const value = Object.hasOwn(target.labels, label) ? target.labels[label] : undefined;
    if (value === undefined || !matchesGlob(pattern, value)) return false;
  }
  const project = target.labels[projectLabel];
  if (
    term.project !== undefined &&
    (project === undefined || !some(term.project, (wanted) => matchesGlob(wanted, project)))
  )
    return false;
  if (term.owned === true && target.labels[ownerLabel] !== callerId) return false;
  if (term.image !== undefined && !some(term.image, (pattern) => imageMatches(pattern, target))) return false;
  return true;
}

/** Whether an object lies in a scope; an absent scope covers everything. */
export function covers(scope: ScopeFile | undefined, target: Target, callerId: string, endpoint: string): boolean {
  if (scope === undefined) return true;
  return listed<ScopeTerm>(scope).some((term) => termCovers(term, target, callerId, endpoint));
}

/** Whether a scope reaches that endpoint at all: all that can be said of a call without a target. */
export function reaches(scope: ScopeFile | undefined, endpoint: string): boolean {
  if (scope === undefined) return true;
  return listed<ScopeTerm>(scope).some((term) => some(term.endpoint, (pattern) => matchesGlob(pattern, endpoint)));
}

/** Whether a scope says which images there are, and not only whose things; one with all images in it says nothing. */
export function namesImages(scope: ScopeFile | undefined): boolean {
  const terms = listed<ScopeTerm>(scope).filter(
    ({ kind, image }) => image !== undefined || listed<string>(kind).includes("image"),
  );
  return terms.length > 0 && !terms.some((term) => Object.keys(term).every((key) => key === "kind"));
}

/** Whether a scope says something of endpoints only, so that it can be decided without a target. */
export function needsTarget(scope: ScopeFile): boolean {
  return listed<ScopeTerm>(scope).some((term) => Object.keys(term).some((key) => key !== "endpoint"));
}
