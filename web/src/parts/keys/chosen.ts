import { allActs, keyActs, overlap, type KeyAct } from "./acts.ts";

/** Keys that were chosen instead of the usual ones; empty where an act shall have none. */
export type ChosenKeys = Readonly<Partial<Record<KeyAct, string>>>;

/** What was kept, without what is no key of an act. */
export function readChosen(kept: unknown): ChosenKeys {
  if (typeof kept !== "object" || kept === null) return {};
  const fits = Object.entries(kept).filter(
    ([act, key]) => Object.hasOwn(keyActs, act) && typeof key === "string" && key.length <= 1,
  );
  return Object.fromEntries(fits);
}

/** The key that an act has; empty where it has none. */
export const keyIn = (keys: ChosenKeys, act: KeyAct): string => keys[act] ?? keyActs[act].key;

/** Every act that one press would mean beside this one, if this one had that key. */
export const conflictsOf = (keys: ChosenKeys, act: KeyAct, key: string): readonly KeyAct[] =>
  key === ""
    ? []
    : allActs.filter(
        (other) => other !== act && keyIn(keys, other) === key && overlap(keyActs[other].where, keyActs[act].where),
      );

/** The keys with another one for an act; whatever had it in the same place has none then. */
export function withKey(keys: ChosenKeys, act: KeyAct, key: string): ChosenKeys {
  const taken = conflictsOf(keys, act, key).map((other) => [other, ""] as const);
  const next = { ...keys, ...Object.fromEntries(taken), [act]: key };
  return Object.fromEntries(Object.entries(next).filter(([one, other]) => keyActs[one as KeyAct].key !== other));
}
