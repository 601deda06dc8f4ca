import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { beginning, hashEntry, sealHolds } from "./chain.ts";
import { type CutStatement, newestCut } from "./cuts.ts";
import type { Entry } from "./entry.ts";
import { copiedHeads, readHead, type SignedHead, storedHeads } from "./heads.ts";
import type { AuditProblem, AuditReport } from "../../catalogue/ports/audit-reader.ts";
import { type RecordRow, recordRow } from "./record-row.ts";

/** What the walk needs beside the store. */
export interface VerifyOptions {
  readonly keys: AuditKeys;
  /** Heads that were copied elsewhere. */
  readonly headFile?: string;
  readonly signal?: AbortSignal;
}

/** Milliseconds that the clock may go back between two records before it is worth saying. */
const clockTolerance = 1_000;
/** Rows looked at before others get their turn. */
const batch = 500;

/** Walks the whole log: chain, seals, order, signed heads, clock, and calls without an outcome. */
export async function verifyAudit(store: Store, options: VerifyOptions): Promise<AuditReport> {
  const walk = new Walk(store, options.keys);
  const page = store.prepare("SELECT seq, entry, hash, seal FROM record WHERE seq > ? ORDER BY seq LIMIT ?");
  for (;;) {
    options.signal?.throwIfAborted();
    const rows = page.all(walk.after, batch);
    if (rows.length === 0) break;
    for (const row of rows) walk.look(recordRow(row));
    await nextTurn();
  }
  return walk.report(options.headFile === undefined ? [] : copiedHeads(options.headFile));
}

class Walk {
  private readonly problems: AuditProblem[] = [];
  private readonly open = new Set<string>();
  private readonly unknown: string[] = [];
  private readonly keys = new Map<string, number>();
  /** The newest record that a head of ours speaks of, whether or not it is still the same. */
  private spokenOf = 0;
  private records = 0;
  private first: { sequence: number; time: string } | undefined;
  private before: (RecordRow & { time: string }) | undefined;
  private log = "";
  /** Sequences whose seal another key made. */
  private keyChange: number | undefined;
  private readonly unsealed: number[] = [];
  /** What was taken away before the first record. */
  private readonly cut: CutStatement | undefined;
  /** Whether a note of the log's own names that. */
  private noted = false;
  private readonly store: Store;
  private readonly own: AuditKeys;

  constructor(store: Store, own: AuditKeys) {
    this.store = store;
    this.own = own;
    const cut = newestCut(store);
    if (cut === undefined) return;
    if (cut === "forged") {
      this.add("signature", 1, "The statement of what was cut off has a wrong signature.");
      return;
    }
    this.cut = cut;
    this.log = cut.log;
    for (const key of cut.keys) this.keys.set(key, cut.seq);
    if (!this.keys.has(cut.key) && cut.key !== this.own.publicKey)
      this.add("key", cut.seq, `The cut at record ${cut.seq} was signed with another key.`);
  }

  get after(): number {
    return this.before?.seq ?? this.cut?.seq ?? Number.MIN_SAFE_INTEGER;
  }

  look(row: RecordRow): void {
    this.records++;
    const expected = (this.before?.seq ?? this.cut?.seq ?? 0) + 1;
    const gap = row.seq !== expected;
    if (gap) this.add("removed", expected, missing(expected, row.seq - 1));
    const entry = readEntry(row.entry);
    if (entry === undefined) this.add("unreadable", row.seq, `Record ${row.seq} is no entry any more.`);
    else this.lookAtEntry(row, entry, gap);
    if (!sealHolds(this.own.seal, row.hash, row.seal)) this.unsealed.push(row.seq);
    const time = entry?.time ?? this.before?.time ?? "";
    this.first ??= { sequence: row.seq, time };
    this.before = { ...row, time };
  }

  private lookAtEntry(row: RecordRow, entry: Entry, gap: boolean): void {
    const cut = this.cut === undefined ? beginning : Buffer.from(this.cut.hash, "hex");
    const previous = this.before?.hash ?? cut;
    const chained = gap || hashEntry(previous, row.entry).equals(row.hash);
    if (entry.seq !== row.seq) this.add(...this.misplaced(row, entry.seq));
    else if (!chained)
      this.add("edited", row.seq, `Record ${row.seq} does not match its hash: it or the one before was edited.`);
    else if (canonicalJson(entry) !== row.entry)
      this.add("edited", row.seq, `Record ${row.seq} is not in canonical form.`);
    if (Date.parse(entry.time) < Date.parse(this.before?.time ?? entry.time) - clockTolerance) {
      this.add("clock", row.seq, `The clock went back from ${this.before?.time} to ${entry.time}.`);
    }
    if (entry.kind === "intent") this.open.add(entry.id);
    if (entry.kind === "outcome" || entry.kind === "unknown") this.open.delete(entry.id);
    if (entry.kind === "unknown" && this.unknown.length < 1_000) this.unknown.push(entry.id);
    if (entry.kind === "note") this.lookAtNote(row.seq, entry.note, entry.detail);
  }

  private lookAtNote(seq: number, note: string, detail: Readonly<Record<string, unknown>>): void {
    if (note === "log.cut" && detail["seq"] === this.cut?.seq && detail["hash"] === this.cut?.hash) this.noted = true;
    if (note !== "log.begin" && note !== "log.key") return;
    this.log = String(detail["log"]);
    this.keys.set(String(detail["publicKey"]), seq);
    if (note === "log.begin") return;
    this.keyChange = seq;
    this.add("key", seq, `From record ${seq} on another audit.key was used; the seals before it can't be checked.`);
  }

  private misplaced(row: RecordRow, said: number): [AuditProblem["kind"], number, string] {
    const other = this.store.prepare("SELECT entry FROM record WHERE seq = ?").get(said);
    if (other?.["entry"] === row.entry)
      return ["duplicated", row.seq, `Record ${row.seq} is a copy of record ${said}.`];
    return ["moved", row.seq, `Record ${row.seq} holds what was record ${said}.`];
  }

  private lookAtHead(head: SignedHead, where: string): { seq: number; time: string } | undefined {
    const said = readHead(head);
    const claimed = said ?? (readEntry(head.statement) as { seq?: number } | undefined);
    const seq = claimed?.seq ?? this.after;
    if (said !== undefined && this.keys.has(said.key)) this.spokenOf = Math.max(this.spokenOf, seq);
    if (said === undefined) this.add("signature", seq, `A head in ${where} has a wrong signature.`);
    else if (!this.keys.has(said.key))
      this.add("key", seq, `The head of record ${seq} in ${where} was signed with another key.`);
    else if (seq > this.after)
      this.add(
        "truncated",
        Math.max(1, this.after + 1),
        `The log ends with record ${this.after}, but ${where} says that there were ${seq}.`,
      );
    else if (this.cut !== undefined && seq < this.cut.seq) return undefined;
    else if (this.cut?.seq === seq && this.cut.hash === said.hash) return said;
    else {
      const row = this.store.prepare("SELECT hash FROM record WHERE seq = ?").get(seq);
      const hash = row === undefined ? undefined : Buffer.from(row["hash"] as Uint8Array).toString("hex");
      if (hash !== said.hash) this.add("replaced", seq, `Record ${seq} is not the one that was signed (${where}).`);
      else return said;
    }
    return undefined;
  }

  report(copies: readonly SignedHead[]): AuditReport {
    const heads = [...storedHeads(this.store)];
    let signed: { seq: number; time: string } | undefined;
    for (const [list, where] of [
      [heads, "the store"],
      [copies, "the head file"],
    ] as const) {
      for (const head of list) signed = newer(signed, this.lookAtHead(head, where));
    }
    this.lookAtSeals();
    if (this.cut !== undefined && !this.noted)
      this.add(
        "removed",
        this.cut.seq,
        `Records until ${this.cut.seq} are missing, and no record says that they were cut off.`,
      );
    if (this.records > 0 && !this.keys.has(this.own.publicKey)) {
      this.add("key", this.after, "audit.key is not the key that this log was written with.");
    }
    const problems = this.problems.toSorted((a, b) => a.sequence - b.sequence);
    const broken = problems.find(({ kind }) => kind !== "clock");
    const last = this.before;
    return {
      ok: broken === undefined,
      records: this.records,
      ...(this.first === undefined ? {} : { first: this.first }),
      ...(last === undefined ? {} : { last: { sequence: last.seq, time: last.time, hash: last.hash.toString("hex") } }),
      ...(broken === undefined ? {} : { broken }),
      problems: problems.slice(0, 100),
      heads: heads.length + copies.length,
      ...(signed === undefined ? {} : { signed: { sequence: signed.seq, time: signed.time } }),
      unknown: this.unknown,
      open: this.open.size,
      publicKey: this.own.publicKey,
      log: this.log,
      ...(this.cut === undefined ? {} : { cut: this.cut }),
    };
  }

  /** A right hash under a wrong seal: somebody who can write the file but lacks the key has chained it. */
  private lookAtSeals(): void {
    const named = new Set(this.problems.map(({ sequence }) => sequence));
    for (const seq of this.unsealed) {
      if (this.keyChange !== undefined && seq < this.keyChange) continue;
      if (named.has(seq)) continue;
      if (seq > this.spokenOf) this.add("appended", seq, `Record ${seq} was not written by this server.`);
      else this.add("edited", seq, `Record ${seq} was edited and chained again by something other than this server.`);
    }
  }

  private add(kind: AuditProblem["kind"], sequence: number, message: string): void {
    // The first of each kind matter; a log that is broken everywhere need not be held in memory a second time.
    if (this.problems.length < 10_000) this.problems.push({ kind, sequence, message });
  }
}

function missing(from: number, to: number): string {
  return from === to ? `Record ${from} is missing.` : `Records ${from} to ${to} are missing.`;
}

function newer<T extends { readonly seq: number }>(a: T | undefined, b: T | undefined): T | undefined {
  return a === undefined || (b !== undefined && b.seq > a.seq) ? b : a;
}

function readEntry(text: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === "object" && entry !== null ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
