import { type Target, type TargetKind, targetKinds } from "../catalogue/target.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Caller } from "./caller/caller.ts";
import type { GuardParts } from "./parts.ts";
import type { GuardSide } from "./side.ts";

/** What the engine's sentences call objects by: full ids, and the first twelve digits. */
const ids = /\b[0-9a-f]{12,64}\b/g;
/** What stands in their place. */
const left = "(not yours)";

/** Volumes have no ids. */
const kinds: readonly TargetKind[] = targetKinds.filter((kind) => kind !== "volume");

/**
 * The engine's words for this caller: ids of objects out of its scope are left out, and the names that stand beside them. Engines say
 * who holds a name, a volume or a network, whoever asks.
 */
export async function withoutUnseen(
  parts: Pick<GuardParts, "policy">,
  side: GuardSide,
  caller: Caller,
  text: string,
): Promise<string> {
  if (text.search(ids) < 0) return text;
  const policy = parts.policy();
  const unseen: Target[] = [];
  for (const kind of kinds)
    for (const target of await side.targets.list(kind, { fresh: true }))
      if (!policy.sees(caller, target, side.name)) unseen.push(target);
  const digits = ({ id }: Target): string => id.replace(/^sha256:/, "");
  const holder = (id: string): Target | undefined => unseen.find((target) => digits(target).startsWith(id));
  const named = [...text.matchAll(ids)].flatMap(([id]) => holder(id)?.name ?? []);
  let told = text.replaceAll(ids, (id) => (holder(id) === undefined ? id : left));
  for (const name of named) told = told.replaceAll(`name:"${name}"`, `name:"${left}"`);
  return told;
}

/** The same of an error in which the engine's own words stand. */
export async function errorWithoutUnseen(
  parts: Pick<GuardParts, "policy">,
  side: GuardSide,
  caller: Caller,
  error: GnosisError,
): Promise<GnosisError> {
  if (!error.message.startsWith("The engine says: ")) return error;
  // An engine that is gone now has nothing more to tell.
  const told = await withoutUnseen(parts, side, caller, error.message).catch(() => "The engine has refused this.");
  return told === error.message ? error : new GnosisError(error.code, told, error.detail);
}
