import type { OperationContext, ReadingAge } from "../catalogue/operation.ts";
import type { Authorised } from "./authorise.ts";
import type { Call } from "./guard.ts";
import type { GuardParts } from "./parts.ts";
import { lookAtCreated } from "./second-look.ts";

const older = (left: ReadingAge | undefined, right: ReadingAge): ReadingAge =>
  left === undefined || right.asOf < left.asOf ? right : left;

/** What an operation is given for one call, and the age of what it has read so far. */
export function operationContext(
  parts: GuardParts,
  call: Call,
  authorised: Authorised,
  signal: AbortSignal,
): { readonly context: OperationContext<unknown>; readonly age: () => ReadingAge | undefined } {
  const { caller } = call;
  const { policy, side, targets, judged } = authorised;
  let age: ReadingAge | undefined;
  const context: OperationContext<unknown> = {
    ports: side.ports,
    signal,
    caller,
    targets,
    ...(judged === undefined ? {} : { body: judged.body }),
    sees: (target) => policy.sees(caller, target, side.name) && side.hides?.(target) !== true,
    inScope: (target) => policy.sees(caller, target, side.name),
    revealsSecrets: policy.revealsSecrets(caller),
    ...(call.upload === undefined ? {} : { upload: call.upload }),
    progress: call.onProgress ?? (() => undefined),
    observed: (seen) => {
      age = older(age, seen);
    },
    secondLook: (id) => lookAtCreated(parts, side, caller, id),
  };
  return { context, age: () => age };
}
