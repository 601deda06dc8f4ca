import type { ErrorCode } from "../kernel/error-table.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Authorised } from "./authorise.ts";
import { beginReceipt, type PendingReceipt } from "./undo/keep-receipt.ts";
import { enter } from "./enter.ts";
import { stopSignal } from "./stop-signal.ts";
import type { Admission, Permit } from "./guard.ts";
import type { GuardParts } from "./parts.ts";

/** Decides and records one request of the guarded socket, which then sends it itself. */
export async function admit(parts: GuardParts, admission: Admission): Promise<Permit> {
  const { operation, caller, input, targets, body, signal } = admission;
  const { authorised, record, outcome } = await enter(parts, admission, () => ({
    input,
    asked: {
      operation,
      caller,
      risk: admission.risk ?? operation.risk,
      targets,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    },
  }));
  let pending = await beginSafely(parts, admission, authorised);
  const frozen = stopSignal(parts, caller, authorised, outcome);
  return {
    record: record.id,
    targets: authorised.targets,
    ...(frozen === undefined ? {} : { signal: frozen }),
    ...(authorised.judged === undefined ? {} : { body: authorised.judged.body }),
    ...(authorised.judged?.againstBase === undefined ? {} : { againstBase: authorised.judged.againstBase }),
    finish: ({ ok, code, message, result = {}, ...more }) => {
      if (ok) {
        outcome.succeeded({ ...more, ...(message === undefined ? {} : { message }) });
        pending?.keep(record, result);
        pending = undefined;
      } else outcome.failed(new GnosisError((code as ErrorCode | undefined) ?? "ENGINE_REFUSED", message ?? "refused"));
    },
  };
}

/** Looks at what is there before; a change that can't be looked at is made all the same, and can't be taken back. */
async function beginSafely(
  { receipts }: GuardParts,
  { operation, undoneAs, caller, changed }: Admission,
  authorised: Authorised,
): Promise<PendingReceipt | undefined> {
  const input = changed ?? authorised.judged?.body ?? {};
  const change = { operation: operation.id, ...(undoneAs === undefined ? {} : { undoneAs }), caller, input };
  try {
    return receipts && (await beginReceipt(receipts, change, authorised));
  } catch {
    return undefined;
  }
}
