import { createHash, type Hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../kernel/clock.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { keepCut, newestCut } from "./cuts.ts";

/** How long and how many records are kept. */
export interface Retention {
  /** Milliseconds; for ever when absent. */
  readonly keptFor?: number;
  /** The most records; no bound when absent. */
  readonly keptAtMost?: number;
  /** Directory to which records are written before they go. */
  readonly archive?: string;
}

/** What a cut works with. */
export interface CutParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: AuditKeys;
  readonly log: string;
  readonly note: (about: string, detail: Readonly<Record<string, unknown>>) => void;
  /** Writes what waits: the note of a cut is on the disk before its records go. */
  readonly flush: () => boolean;
}

/** Rows that are removed in one go; more would hold up whoever wants to write. */
const batch = 500;

/** The last record that may go, and the setting that wants it. */
function due({ store, clock }: CutParts, { keptFor, keptAtMost }: Retention) {
  const by = (sql: string, value: string | number): number => Number(store.prepare(sql).get(value)?.["seq"] ?? 0);
  const aged =
    keptFor === undefined
      ? 0
      : by("SELECT max(seq) AS seq FROM record WHERE time < ?", timestamp(clock.now() - keptFor));
  const beyond = keptAtMost === undefined ? 0 : by("SELECT max(seq) - ? AS seq FROM record", keptAtMost);
  const wanted = Math.max(aged, beyond);
  // Only where a signature has said what the log was: that is what remains of the records before.
  const row = store.prepare("SELECT max(seq) AS seq FROM record_head WHERE seq <= ?").get(wanted);
  return { seq: Number(row?.["seq"] ?? 0), setting: aged >= beyond ? "auditKept" : "auditKeptAtMost" };
}

/**
 * Takes the oldest records away as far as the settings want it. What remains of them is a signed statement of where they ended, to whose
 * hash the next record is chained, and a note in the log. Cut off at any point it goes on at the next time.
 */
export async function cutLog(parts: CutParts, retention: Retention): Promise<number> {
  const { store, clock, keys, log } = parts;
  const former = newestCut(store);
  if (former === "forged") return 0;
  if (former !== undefined) await removeUntil(store, former.seq);
  const { seq, setting } = due(parts, retention);
  if (seq <= (former?.seq ?? 0)) return 0;
  const last = store.prepare("SELECT hash, time FROM record WHERE seq = ?").get(seq);
  if (last === undefined) return 0;
  const hash = Buffer.from(last["hash"] as Uint8Array).toString("hex");
  const until = String(last["time"]);
  const kept = retention.archive === undefined ? {} : await archive(store, retention.archive, log, seq);
  parts.note("log.cut", { seq, hash, until, setting, ...kept });
  // Without the note on the disk nothing goes.
  if (!parts.flush()) return 0;
  const known = store.prepare("SELECT entry ->> '$.detail.publicKey' AS key FROM record WHERE note IN ('log.begin', 'log.key') AND seq <= ?").all(seq); // prettier-ignore
  const before = [...(former?.keys ?? []), ...known.map((row) => String(row["key"]))];
  const time = timestamp(clock.now());
  keepCut(store, keys, { log, seq, hash, until, time, setting, keys: [...new Set(before)], ...kept });
  return removeUntil(store, seq);
}

async function removeUntil(store: Store, seq: number): Promise<number> {
  const sql = "DELETE FROM record WHERE seq IN (SELECT seq FROM record WHERE seq <= ? ORDER BY seq LIMIT ?)";
  let gone = 0;
  for (;;) {
    const changes = store.transaction(() => Number(store.prepare(sql).run(seq, batch).changes), "lazy");
    gone += changes;
    if (changes < batch) break;
    await nextTurn();
  }
  store.transaction(() => store.prepare("DELETE FROM record_head WHERE seq < ?").run(seq), "lazy");
  return gone;
}

/** Writes the records that go to a file, one JSON line each with its hash, synced; the file's name says which they are. */
async function archive(store: Store, directory: string, log: string, seq: number) {
  const page = store.prepare("SELECT seq, entry, hash FROM record WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?");
  const first = Number(store.prepare("SELECT min(seq) AS seq FROM record").get()?.["seq"] ?? 1);
  const file = `${log}-${first}-${seq}.ndjson`;
  const digest: Hash = createHash("sha256");
  const out = openSync(join(directory, file), "w", 0o600);
  try {
    for (let after = first - 1; after < seq; await nextTurn()) {
      const rows = page.all(after, seq, batch);
      if (rows.length === 0) break;
      const lines = rows.map((row) => {
        after = Number(row["seq"]);
        const hash = Buffer.from(row["hash"] as Uint8Array).toString("hex");
        return `${JSON.stringify({ ...(JSON.parse(String(row["entry"])) as object), hash })}\n`;
      });
      const bytes = Buffer.from(lines.join(""));
      digest.update(bytes);
      writeSync(out, bytes);
    }
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  return { file, sha256: digest.digest("hex") };
}
