import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Ports } from "../ports.ts";

/** The call's volume: the guard has resolved it. */
export function theVolume(context: OperationContext<Ports>): Target {
  const target = context.targets.find(({ kind }) => kind === "volume");
  if (target === undefined) throw new Error("the operation has no volume target");
  return target;
}
