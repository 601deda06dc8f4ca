import type { KeyObject } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import { timestamp } from "../../kernel/clock.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import { hashEntry, sealHash } from "./chain.ts";
import type { NewEntry } from "./entry.ts";

/** Milliseconds that a record which nobody waits for may stay in memory. */
const lazyDelay = 100;
/** Milliseconds between two attempts while the disk refuses. */
const retryDelay = 250;
/** Records that wait in memory while the disk refuses; beyond it even reads are refused. */
const mostWaiting = 10_000;

/** Where the log ends. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: Buffer;
}

/** Gives entries their place and writes them, many in one commit. */
export interface RecordWriter {
  /** Puts an entry in line; it is written within 100 ms. Throws AUDIT_UNAVAILABLE when too many wait already. */
  readonly add: (entry: NewEntry) => number;
  /** Resolves when all that stands in line is on the disk; calls of the same moment share one commit. Throws AUDIT_UNAVAILABLE. */
  readonly settled: () => Promise<void>;
  /** Throws AUDIT_UNAVAILABLE while the disk refuses and the next attempt is not due. */
  readonly check: () => void;
  /** Writes now what stands in line; false when the disk refuses. */
  readonly flush: () => boolean;
  /** The last written record. */
  readonly end: () => ChainEnd;
  readonly state: () => { readonly reason?: string; readonly waiting: number; readonly sequence: number };
  readonly close: () => void;
}

/** What a writer works with. */
export interface RecordWriterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealKey: KeyObject;
  readonly end: ChainEnd;
  /** Called after each commit with how many records it had. */
  readonly written?: (count: number) => void;
  /** Called when the disk begins to refuse. */
  readonly failed?: (message: string) => void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: GnosisError) => void;
}

/** Makes the writer; there may be one for a store. */
export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { store, clock } = options;
  const insert = store.prepare("INSERT INTO record (seq, entry, hash, seal) VALUES (?, ?, ?, ?)");
  let end = options.end;
  let seq = end.seq;
  let line: { readonly seq: number; readonly text: string }[] = [];
  let waiters: Waiter[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  let closing = false;
  let failure: { readonly error: GnosisError; readonly at: number } | undefined;

  const write = (): ChainEnd => {
    let hash = end.hash;
    for (const entry of line) {
      hash = hashEntry(hash, entry.text);
      insert.run(entry.seq, entry.text, hash, sealHash(options.sealKey, hash));
    }
    return { seq, hash };
  };

  const failedWith = (thrown: unknown): GnosisError => {
    const error = unavailable(thrown);
    if (failure === undefined) options.failed?.(error.message);
    failure = { error, at: clock.elapsed() };
    return error;
  };

  const flush = (): boolean => {
    clearImmediate(soon);
    clearTimeout(later);
    soon = later = undefined;
    const waiting = waiters;
    waiters = [];
    if (line.length === 0) {
      for (const { resolve } of waiting) resolve();
      return true;
    }
    try {
      // Nobody waits for records of what is over: the disk takes them while the server goes on.
      end = store.transaction(write, waiting.length === 0 ? "lazy" : "durable");
    } catch (thrown) {
      const error = failedWith(thrown);
      later = setTimeout(flush, retryDelay * 4).unref();
      for (const { reject } of waiting) reject(error);
      return false;
    }
    const count = line.length;
    line = [];
    failure = undefined;
    for (const { resolve } of waiting) resolve();
    options.written?.(count);
    if (waiting.length === 0 && !closing) store.sync().catch(failedWith);
    return true;
  };

  return {
    add: (entry) => {
      if (line.length >= mostWaiting) throw failure?.error ?? unavailable(new Error("too many records wait"));
      const text = canonicalJson({ v: 1, seq: seq + 1, time: timestamp(clock.now()), ...entry });
      seq++;
      line.push({ seq, text });
      later ??= setTimeout(flush, lazyDelay);
      return seq;
    },
    settled: () =>
      new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        soon ??= setImmediate(flush);
      }),
    check: () => {
      if (failure !== undefined && clock.elapsed() - failure.at < retryDelay) throw failure.error;
    },
    flush,
    end: () => end,
    state: () => ({
      waiting: line.length,
      sequence: end.seq,
      ...(failure === undefined ? {} : { reason: failure.error.message }),
    }),
    close: () => {
      // Closing the store syncs it.
      closing = true;
      flush();
      clearTimeout(later);
    },
  };
}

function unavailable(thrown: unknown): GnosisError {
  const { message, detail } = asGnosisError(thrown);
  return new GnosisError("AUDIT_UNAVAILABLE", `Records can't be written: ${message}`, {
    ...(detail.internal === undefined ? {} : { internal: detail.internal }),
    cause: thrown,
  });
}
