import { GnosisError } from "../../kernel/errors.ts";

/** Tokens that are taken away while calls of theirs run on. */
export interface Endings {
  /** Fires when this token is revoked; has fired for one that is. */
  readonly signal: (token: string) => AbortSignal;
  readonly end: (token: { readonly id: string; readonly name: string }) => void;
}

/** Makes them; a token that has ended never begins again. */
export function createEndings(): Endings {
  const known = new Map<string, AbortController>();
  const of = (token: string): AbortController => {
    const before = known.get(token);
    if (before !== undefined) return before;
    const made = new AbortController();
    known.set(token, made);
    return made;
  };
  return {
    signal: (token) => of(token).signal,
    end: ({ id, name }) => of(id).abort(new GnosisError("UNAUTHENTICATED", `Token '${name}' has been revoked.`)),
  };
}
