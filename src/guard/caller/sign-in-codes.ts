import { createHash } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import { newSecret } from "../../kernel/ids.ts";
import type { Store } from "../../store/store.ts";

/** One-time codes that stand for a token: for links that open the dashboard signed in. */
export interface SignInCodes {
  /** A code for this token, good once within so many milliseconds. */
  readonly make: (token: string, milliseconds: number) => string;
  /** The id of the token that the code stands for; the code is spent. Nothing when it is unknown, spent or too old. */
  readonly spend: (code: string) => string | undefined;
}

/** Makes the codes of a store; only their SHA-256 is kept. */
export function createSignInCodes(store: Store, clock: Clock): SignInCodes {
  const digest = (code: string): Buffer => createHash("sha256").update(code).digest();
  return {
    make: (token, milliseconds) => {
      const code = newSecret(32);
      store.transaction(() => {
        store.prepare("DELETE FROM sign_in_code WHERE expires <= ?").run(clock.now());
        store
          .prepare("INSERT INTO sign_in_code (digest, token, expires) VALUES (?, ?, ?)")
          .run(digest(code), token, clock.now() + milliseconds);
      });
      return code;
    },
    spend: (code) => {
      const sql = "DELETE FROM sign_in_code WHERE digest = ? RETURNING token, expires";
      const row = store.transaction(() => store.prepare(sql).get(digest(code)));
      return row !== undefined && Number(row["expires"]) > clock.now() ? String(row["token"]) : undefined;
    },
  };
}
