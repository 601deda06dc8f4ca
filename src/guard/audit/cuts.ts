import { sign } from "node:crypto";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { readHead } from "./heads.ts";

/** What a signature says of a part of the log that was taken away: it ended with this record, and why it went. */
export interface CutStatement {
  /** The log's id. */
  readonly log: string;
  /** The last record that went; the next one is chained to its hash. */
  readonly seq: number;
  /** Hash of that record, hex. */
  readonly hash: string;
  /** Time of that record. */
  readonly until: string;
  /** When it was cut. */
  readonly time: string;
  /** The setting that wants it. */
  readonly setting: string;
  /** Public keys that the log had been written with until then. */
  readonly keys: readonly string[];
  /** Name of the file that the records were written to before, and the SHA-256 of its bytes, hex. */
  readonly file?: string;
  readonly sha256?: string;
  /** Public key of the signature, base64. */
  readonly key: string;
}

/** A cut in a state that can be checked: nothing when its signature is wrong. */
export function newestCut(store: Store): CutStatement | "forged" | undefined {
  const row = store.prepare("SELECT statement, signature FROM record_cut ORDER BY seq DESC LIMIT 1").get();
  if (row === undefined) return undefined;
  const head = { statement: String(row["statement"]), signature: row["signature"] as Uint8Array };
  return (readHead(head) as CutStatement | undefined) ?? "forged";
}

/** Signs a cut and keeps it; only the newest counts, since it speaks of everything before it. */
export function keepCut(store: Store, keys: AuditKeys, about: Omit<CutStatement, "key">): void {
  const statement = canonicalJson({ ...about, key: keys.publicKey });
  const signature = sign(null, Buffer.from(statement), keys.signing);
  store.transaction(() => {
    store
      .prepare("INSERT OR REPLACE INTO record_cut (seq, statement, signature) VALUES (?, ?, ?)")
      .run(...([about.seq, statement, signature] as const));
  });
}
