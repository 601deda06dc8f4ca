import type { RecordedCaller } from "../catalogue/ports/audit-reader.ts";
import type { Target } from "../catalogue/target.ts";
import { asGnosisError, type GnosisError } from "../kernel/errors.ts";
import type { Intent, OpenRecord, Outcome } from "./audit/audit-log.ts";
import type { Authorised } from "./authorise.ts";
import type { Caller } from "./caller/caller.ts";
import type { GuardParts } from "./parts.ts";

/** The caller as records keep it. */
export function recordedCaller(caller: Caller): RecordedCaller {
  const { id, name, role, surface, client, address, session } = caller;
  return {
    id,
    name,
    role,
    surface,
    ...(client === undefined ? {} : { client }),
    ...(address === undefined ? {} : { address }),
    ...(session === undefined ? {} : { session }),
  };
}

const recordedTarget = ({ kind, id, name }: Target): Intent["targets"][number] => ({ kind, id, name });

/** A judged body for the record, which masks what is called a secret. */
function bodyOf({ body, secrets = [] }: NonNullable<Authorised["judged"]>): Record<string, unknown> {
  const named = secrets.filter((name) => Object.hasOwn(body, name));
  return { ...body, ...Object.fromEntries(named.map((name) => [name, { secret: body[name] }])) };
}

/** The intent of an authorised call. */
export function intentOf(operation: string, caller: Caller, input: unknown, authorised: Authorised): Intent {
  const { decision, judged, policy, risk, side, targets } = authorised;
  return {
    caller: recordedCaller(caller),
    operation,
    risk,
    endpoint: side.name,
    targets: targets.map(recordedTarget),
    input: judged === undefined ? input : { ...(input as object), body: bodyOf(judged) },
    decision,
    policy: policy.digest,
    ...(judged === undefined || judged.changes.length === 0 ? {} : { changes: judged.changes }),
  };
}

/** Records a call that was refused, with the error that the caller gets. */
export function recordRefusal(
  parts: Pick<GuardParts, "audit">,
  about: {
    readonly operation: string;
    readonly caller: Caller;
    readonly endpoint: string;
    readonly input: unknown;
    readonly authorised?: Authorised;
  },
  error: GnosisError,
): void {
  parts.audit.refuse({
    caller: recordedCaller(about.caller),
    operation: about.operation,
    endpoint: about.endpoint,
    input: about.input,
    code: error.code,
    message: error.message,
    ...(about.authorised === undefined
      ? {}
      : { targets: about.authorised.targets.map(recordedTarget), decision: about.authorised.decision }),
  });
}

/** Measures a call and writes its outcome once. */
export function startOutcome(record: OpenRecord): {
  readonly succeeded: (more: Omit<Outcome, "ok" | "duration">) => void;
  readonly failed: (thrown: unknown, more?: Pick<Outcome, "bytes">) => GnosisError;
} {
  const started = performance.now();
  let written = false;
  const write = (outcome: Omit<Outcome, "duration">): void => {
    if (written) return;
    written = true;
    record.finish({ ...outcome, duration: Math.round((performance.now() - started) * 1000) / 1000 });
  };
  return {
    succeeded: (more) => write({ ok: true, ...more }),
    failed: (thrown, more) => {
      const error = asGnosisError(thrown);
      write({ ok: false, code: error.code, ...more, message: error.message });
      return error;
    },
  };
}
