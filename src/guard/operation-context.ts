import type { Accounted, OperationContext, ReadingAge } from "../catalogue/operation.ts";
import type { Authorised } from "./authorise.ts";
import type { Call } from "./guard.ts";
import { decidePart, foreseePart, runPart } from "./part.ts";
import type { GuardParts } from "./parts.ts";
import { keepTranscript } from "./transcript.ts";
import { ownerOf } from "./owner-of.ts";
import { lookAtCreated } from "./second-look.ts";

const older = (left: ReadingAge | undefined, right: ReadingAge): ReadingAge =>
  left === undefined || right.asOf < left.asOf ? right : left;

/** What an operation is given for one call, and the age of what it has read so far. */
export function operationContext(
  parts: GuardParts,
  call: Call,
  authorised: Authorised,
  { signal, record }: { readonly signal: AbortSignal; readonly record: string },
): {
  readonly context: OperationContext<unknown>;
  readonly age: () => ReadingAge | undefined;
  readonly accounted: () => Accounted;
  /** Writes what is kept of a terminal and not written yet. */
  readonly settle: () => void;
} {
  const { caller } = call;
  const { policy, side, targets, judged } = authorised;
  let age: ReadingAge | undefined;
  let accounted: Accounted = {};
  const transcript = policy.recordsTerminals(caller) ? keepTranscript(parts.audit, record) : undefined;
  const context: OperationContext<unknown> = {
    ports: side.ports,
    signal,
    caller,
    targets,
    ...(judged === undefined ? {} : { body: judged.body }),
    ...(judged?.againstBase === undefined ? {} : { againstBase: judged.againstBase }),
    sees: (target) => policy.sees(caller, target, side.name) && side.hides?.(target) !== true,
    inScope: (target) => policy.sees(caller, target, side.name),
    revealsSecrets: policy.revealsSecrets(caller),
    ...(call.upload === undefined ? {} : { upload: call.upload }),
    account: (more) => {
      accounted = { ...accounted, ...more };
    },
    ...(transcript === undefined ? {} : { transcript: transcript.add }),
    progress: call.onProgress ?? (() => undefined),
    observed: (seen) => {
      age = older(age, seen);
    },
    secondLook: (id) => lookAtCreated(parts, side, { caller, owner: ownerOf(call.operation, caller, targets) }, id),
    decides: (part) => decidePart(parts, caller, authorised, part),
    foresee: (part) => foreseePart(parts, call, authorised, part),
    part: (part, work) => runPart(parts, call, authorised, part, work),
  };
  return { context, age: () => age, accounted: () => accounted, settle: () => transcript?.settle() };
}
