import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { beginning, hashEntry, sealHolds } from "./chain.ts";
import { copiedHeads, readHead, type SignedHead } from "./heads.ts";
import { type CutStatement, newestCut } from "./cuts.ts";
import type { AuditProblem } from "../../catalogue/ports/audit-reader.ts";
import type { ChainEnd } from "./record-writer.ts";
import { type RecordRow, recordRow } from "./record-row.ts";

/** Records before the newest signed head that are looked at again at a start: enough to see a tail that was worked on. */
const lookBack = 1_000;

/** What a start finds in the store. */
export interface FoundLog {
  /** Nothing when the log is new. */
  readonly log: string | undefined;
  /** Public key that the log was last written with. */
  readonly publicKey: string | undefined;
  readonly end: ChainEnd;
  readonly broken: AuditProblem | undefined;
}

/** Finds where the log ends and whether its newest part is whole; all of it is `verifyAudit`'s matter. */
export function findLog(store: Store, keys: AuditKeys, headFile: string | undefined): FoundLog {
  const last = rowAt(store, "ORDER BY seq DESC LIMIT 1");
  const cut = newestCut(store);
  const known = lastKey(store, cut === "forged" ? undefined : cut);
  const heads = [newestStored(store), headFile === undefined ? undefined : copiedHeads(headFile).at(-1)];
  const claims = heads.flatMap((head) => (head === undefined ? [] : [readHead(head) ?? ("forged" as const)]));
  const ends = claims.map((claim) => (claim === "forged" ? 0 : claim.seq));
  const end = { seq: Math.max(last?.seq ?? 0, ...ends), hash: last?.hash ?? beginning };
  const broken = (): AuditProblem | undefined => {
    if (last !== undefined && known.log === undefined) return problem("removed", 1, "The log's beginning is missing.");
    if (known.publicKey !== undefined && known.publicKey !== keys.publicKey) {
      return problem("key", end.seq, "audit.key is not the key that this log was written with.");
    }
    for (const claim of claims) {
      if (claim === "forged") return problem("signature", end.seq, "The newest signed head has a wrong signature.");
      if (claim.seq > (last?.seq ?? 0))
        return problem("truncated", claim.seq, `The log ended with ${claim.seq} before.`);
      const row = rowAt(store, "WHERE seq = ?", claim.seq);
      const hash = row?.hash.toString("hex") ?? (cut !== "forged" && cut?.seq === claim.seq ? cut.hash : undefined);
      if (hash !== claim.hash) {
        return problem("replaced", claim.seq, `Record ${claim.seq} is not the one that was signed.`);
      }
    }
    const from = Math.min(...ends, last?.seq ?? 1) - lookBack;
    return brokenTail(store, keys, Math.max(1, from, lastBreak(store)));
  };
  return { ...known, end, broken: broken() };
}

function problem(kind: AuditProblem["kind"], sequence: number, message: string): AuditProblem {
  return { kind, sequence, message };
}

function rowAt(store: Store, where: string, ...values: number[]): RecordRow | undefined {
  const row = store.prepare(`SELECT seq, entry, hash, seal FROM record ${where}`).get(...values);
  return row === undefined ? undefined : recordRow(row);
}

function newestStored(store: Store): SignedHead | undefined {
  const sql = "SELECT statement, signature FROM record_head ORDER BY seq DESC LIMIT 1";
  return store.prepare(sql).get() as unknown as SignedHead | undefined;
}

/** The log's id and its newest key, from the notes that say so. */
function lastKey(store: Store, cut: CutStatement | undefined): Pick<FoundLog, "log" | "publicKey"> {
  const sql = "SELECT entry FROM record WHERE note IN ('log.begin', 'log.key') ORDER BY seq DESC LIMIT 1";
  const row = store.prepare(sql).get();
  // What said so may have been cut off.
  if (row === undefined) return { log: cut?.log, publicKey: cut?.keys.at(-1) };
  const { detail } = JSON.parse(String(row["entry"])) as { detail: { log?: string; publicKey?: string } };
  return { log: detail.log, publicKey: detail.publicKey };
}

/** A break that a start has recorded is `verify`'s to name ever after; starts look from there on. */
function lastBreak(store: Store): number {
  return Number(store.prepare("SELECT max(seq) AS seq FROM record WHERE note = 'log.broken'").get()?.["seq"] ?? 0);
}

function brokenTail(store: Store, keys: AuditKeys, from: number): AuditProblem | undefined {
  let before: RecordRow | undefined;
  for (const raw of store
    .prepare("SELECT seq, entry, hash, seal FROM record WHERE seq >= ? ORDER BY seq")
    .iterate(from)) {
    const row = recordRow(raw);
    const previous = before?.hash ?? (row.seq === 1 ? beginning : undefined);
    if (before !== undefined && row.seq !== before.seq + 1) {
      return problem("removed", before.seq + 1, `Records ${before.seq + 1} to ${row.seq - 1} are missing.`);
    }
    if (previous !== undefined && !hashEntry(previous, row.entry).equals(row.hash)) {
      return problem("edited", row.seq, `Record ${row.seq} does not match its hash.`);
    }
    if (!sealHolds(keys.seal, row.hash, row.seal)) {
      return problem("appended", row.seq, `Record ${row.seq} was not written by this server.`);
    }
    before = row;
  }
  return undefined;
}
