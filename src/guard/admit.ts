import type { ErrorCode } from "../kernel/error-table.ts";
import { GnosisError } from "../kernel/errors.ts";
import { enter } from "./enter.ts";
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
  const frozen = parts.freezes?.signal(caller);
  return {
    record: record.id,
    targets: authorised.targets,
    ...(frozen === undefined ? {} : { signal: frozen }),
    ...(authorised.judged === undefined ? {} : { body: authorised.judged.body }),
    finish: ({ ok, code, message, ...more }) => {
      if (ok) outcome.succeeded({ ...more, ...(message === undefined ? {} : { message }) });
      else outcome.failed(new GnosisError((code as ErrorCode | undefined) ?? "ENGINE_REFUSED", message ?? "refused"));
    },
  };
}
