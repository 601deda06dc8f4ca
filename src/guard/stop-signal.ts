import type { Authorised } from "./authorise.ts";
import type { Caller } from "./caller/caller.ts";
import type { GuardParts } from "./parts.ts";
import type { startOutcome } from "./record-call.ts";

/**
 * What ends a call that lasts when its caller is frozen or its token revoked. A freeze that came since the call was decided ends it here, since the signal is
 * one for later freezes: throws FROZEN, with the outcome written.
 */
export function stopSignal(
  { freezes, ended }: GuardParts,
  caller: Caller,
  { risk }: Pick<Authorised, "risk">,
  outcome: ReturnType<typeof startOutcome>,
): AbortSignal | undefined {
  const signal = freezes?.signal(caller);
  try {
    freezes?.check(caller, risk);
  } catch (thrown) {
    throw outcome.failed(thrown);
  }
  // A guarded socket has no token.
  const gone = caller.surface === "socket" ? undefined : ended?.(caller);
  if (signal === undefined || gone === undefined) return signal ?? gone;
  return AbortSignal.any([signal, gone]);
}
