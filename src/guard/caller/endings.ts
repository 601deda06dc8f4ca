import { GnosisError } from "../../kernel/errors.ts";
import type { Clock } from "../../kernel/clock.ts";

/** The longest that a timer can wait, milliseconds. */
const longestTimer = 2 ** 31 - 1;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Tokens that are taken away while calls of theirs run on. */
export interface Endings {
  /** Fires when this token is revoked, gets another text or expires (Unix milliseconds); has fired for one that is revoked. */
  readonly signal: (token: Named & { readonly expires?: number | null }) => AbortSignal;
  readonly revoked: (token: Named) => void;
  /** What runs with the old text ends; what comes with the new one begins. */
  readonly rotated: (token: Named) => void;
}

/** Makes them; a token that was revoked never begins again. */
export function createEndings(clock: Clock): Endings {
  const known = new Map<string, AbortController>();
  const timed = new WeakSet<AbortController>();
  const of = (token: string): AbortController => {
    const before = known.get(token);
    if (before !== undefined) return before;
    const made = new AbortController();
    known.set(token, made);
    return made;
  };
  const endAt = (moment: number, ending: AbortController, name: string): void => {
    const left = moment - clock.now();
    if (left <= 0) ending.abort(new GnosisError("TOKEN_EXPIRED", `Token '${name}' has expired.`));
    else if (!ending.signal.aborted)
      setTimeout(() => endAt(moment, ending, name), Math.min(left, longestTimer)).unref();
  };
  return {
    signal: ({ id, name, expires }) => {
      const ending = of(id);
      if (typeof expires === "number" && !timed.has(ending)) {
        timed.add(ending);
        endAt(expires, ending, name);
      }
      return ending.signal;
    },
    revoked: ({ id, name }) => of(id).abort(new GnosisError("UNAUTHENTICATED", `Token '${name}' has been revoked.`)),
    rotated: ({ id, name }) => {
      known.get(id)?.abort(new GnosisError("UNAUTHENTICATED", `Token '${name}' has another text now.`));
      known.delete(id);
    },
  };
}
