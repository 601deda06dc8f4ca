import type { Store } from "../../store/store.ts";
import type { Narrowing } from "./caller.ts";

/** A row of the token table. Moments are milliseconds since 1970. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly digest: Uint8Array;
  readonly operations: string | null;
  readonly scope: string | null;
  readonly created: number;
  readonly created_by: string;
  readonly expires: number | null;
  readonly last_used: number | null;
  readonly revoked: number | null;
}

/** Whether a token may be used at this moment. */
export function tokenState(row: TokenRow, now: number): "live" | "expired" | "revoked" {
  if (row.revoked !== null) return "revoked";
  return row.expires !== null && row.expires <= now ? "expired" : "live";
}

/** A token's narrowing; nothing when it has none. */
export function narrowingOf(row: TokenRow): Narrowing | undefined {
  if (row.operations === null && row.scope === null) return undefined;
  return {
    ...(row.operations === null ? {} : { operations: JSON.parse(row.operations) as string[] }),
    ...(row.scope === null ? {} : { scope: JSON.parse(row.scope) as Record<string, unknown> }),
  };
}

/** The token of that id. */
export function tokenById(store: Store, id: string): TokenRow | undefined {
  return store.prepare("SELECT * FROM token WHERE id = ?").get(id) as unknown as TokenRow | undefined;
}

/** The token of that id, or the one of that name that is not revoked. */
export function tokenByReference(store: Store, reference: string): TokenRow | undefined {
  const sql = "SELECT * FROM token WHERE id = ?1 OR (name = ?1 AND revoked IS NULL) ORDER BY id = ?1 DESC LIMIT 1";
  return store.prepare(sql).get(reference) as unknown as TokenRow | undefined;
}

/** Every token, newest first. */
export function allTokens(store: Store): TokenRow[] {
  return store.prepare("SELECT * FROM token ORDER BY created DESC, rowid DESC").all() as unknown as TokenRow[];
}
