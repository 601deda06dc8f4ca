import type { AnyOperation } from "../catalogue/operation.ts";
import { ownerLabel } from "../catalogue/owner-label.ts";
import type { Target } from "../catalogue/target.ts";
import type { Caller } from "./caller/caller.ts";

/**
 * Whom belongs what an operation makes: its caller, or whoever had the container whose place is taken. Nothing means nobody: whoever
 * may recreate what no token made does not come to own it by that.
 */
export function ownerOf(
  { keepsOwner }: Pick<AnyOperation, "keepsOwner">,
  caller: Caller,
  targets: readonly Target[],
): string | undefined {
  if (keepsOwner !== true) return caller.id;
  const owner = targets.find(({ kind }) => kind === "container")?.labels[ownerLabel];
  return owner === "" ? undefined : owner;
}
