import { keep, useKept } from "../kept.ts";
import type { KeyAct } from "./acts.ts";
import { keyIn, readChosen, withKey, type ChosenKeys } from "./chosen.ts";
import { keysAct } from "./single.ts";

/** The keys that this browser has instead of the usual ones. */
const chosen = keep("chosen-keys", readChosen);

/** Gives an act another key. */
export const chooseKey = (act: KeyAct, key: string): void => chosen.set(withKey(chosen.get(), act, key));

/** Goes back to the usual keys. */
export const forgetKeys = (): void => chosen.set({});

/** The key in force of an act; empty where it has none. */
const keyOf = (act: KeyAct): string => keyIn(chosen.get(), act);

/** Whether a press is that of an act. */
export const isKey = (key: string, act: KeyAct): boolean => key !== "" && keyOf(act) === key;

/** That of the acts which a press means; nothing when it means none of them. */
export const actOf = <Act extends KeyAct>(key: string, of: readonly Act[]): Act | undefined =>
  of.find((act) => isKey(key, act));

/** The key in force of an act that has one and may be pressed, for what names it beside a button. */
export function shortcutOf(act: KeyAct | undefined): string | undefined {
  const key = act === undefined || !keysAct() ? "" : keyOf(act);
  return key === "" ? undefined : key;
}

/** The chosen keys, for what shows keys: it is drawn anew when others are chosen. */
export const useKeys = (): ChosenKeys => useKept(chosen);
