import type { KeyObject } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import { systemClock, timestamp } from "../../kernel/clock.ts";
import { newId, newTimedId } from "../../kernel/ids.ts";
import { hmacReplace, type Replace } from "../../kernel/redaction.ts";
import type { Store } from "../../store/store.ts";
import type { AuditLog, Intent, OpenRecord, Outcome } from "./audit-log.ts";
import { type AuditKeys, loadAuditKeys } from "./audit-keys.ts";
import type { NewEntry } from "./entry.ts";
import { type HeadKeeper, keepHeads } from "./head-keeper.ts";
import { type FoundLog, findLog } from "./log-start.ts";
import { cutLog, type Retention } from "./retention.ts";
import type { AuditReader, RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import type { SessionReader } from "../../catalogue/ports/session-reader.ts";
import { listRecords, recordEntries, recordsWith, showRecord } from "./record-query.ts";
import { createRecordWriter, type RecordWriter } from "./record-writer.ts";
import { recordable, recordableText } from "./recordable.ts";
import { createRefusalFlood } from "./refusal-flood.ts";
import { inspectSession, listSessions } from "./sessions.ts";
import { type OnRecord, watchedWriter } from "./watched-writer.ts";
import { verifyAudit } from "./verify.ts";

/** What the log is opened with. */
export interface AuditOptions {
  readonly store: Store;
  readonly clock?: Clock;
  /** A file, best on another disk, that signed heads are appended to. */
  readonly headFile?: string;
  /** Milliseconds between two signed heads while records are written. Default 10,000. */
  readonly headInterval?: number;
  /** What is kept; all of it for ever when absent. */
  readonly retention?: Retention;
  /** True leaves calls that only look unrecorded, beside those on records, tokens, sessions and the policy. */
  readonly withoutReads?: boolean;
  /** Told what an operator must know: a broken chain, a disk that refuses, a head file that can't be written. */
  readonly alarm?: (message: string) => void;
}

/** The open log. */
export interface Audit {
  readonly log: AuditLog;
  readonly reader: AuditReader;
  readonly sessions: SessionReader;
  /** What stands in a secret's place in records. */
  readonly replaceSecret: Replace;
  readonly onRecord: OnRecord;
  /** Takes away what the settings don't want kept any longer; gives how many records went. Done every hour by itself. */
  readonly cut: () => Promise<number>;
  /** Signs one-time links. */
  readonly linkKey: KeyObject;
  /** Writes what waits, signs the head; nothing is recorded afterwards. */
  readonly close: () => void;
}

/** Milliseconds between two looks for records that are too old. */
const cutInterval = 3_600_000;
/** Nouns whose reads are recorded in any case: who has looked at records and tokens is part of them. */
const alwaysRecorded: ReadonlySet<string> = new Set(["audit", "session", "token", "policy"]);

/** Opens the log of a store: looks whether its end is whole, marks the calls that a crash cut off, and goes on from there. */
export function openAudit(options: AuditOptions): Audit {
  const { store, clock = systemClock, headFile, alarm = () => undefined } = options;
  const keys = loadAuditKeys(store.directory);
  const replace = hmacReplace(keys.mask);
  const found = findLog(store, keys, headFile);
  const name = found.log ?? newId("log");
  let heads: HeadKeeper | undefined;
  const { writer, onRecord } = watchedWriter(
    createRecordWriter({
      store,
      clock,
      sealKey: keys.seal,
      end: found.end,
      written: (count) => heads?.written(count),
      failed: (message) => alarm(message),
    }),
  );
  begin(writer, clock, store, keys, found, name);
  if (found.broken !== undefined) alarm(`The audit log is broken: ${found.broken.message}`);
  writer.flush();
  heads = keepHeads({ store, clock, keys, log: name, end: writer.end, alarm, ...pick(options) });
  const { log, stop } = logOf(writer, clock, replace, options.withoutReads === true);
  const { retention } = options;
  let cutting = Promise.resolve(0);
  const cut = (): Promise<number> => {
    if (retention === undefined || !store.database.isOpen) return Promise.resolve(0);
    const parts = { store, clock, keys, log: name, note: log.note, flush: writer.flush };
    cutting = cutting
      .then(() => cutLog(parts, retention))
      .catch((thrown: unknown) => {
        if (store.database.isOpen) alarm(`Old records could not be cut off: ${String(thrown)}`);
        return 0;
      });
    return cutting;
  };
  const timer = setInterval(() => void cut(), cutInterval).unref();
  const flushed =
    <A extends readonly unknown[], R>(read: (...given: A) => R) =>
    (...given: A): R => {
      writer.flush();
      return read(...given);
    };
  const verifyOptions = headFile === undefined ? { keys } : { keys, headFile };
  return {
    log,
    replaceSecret: replace,
    onRecord,
    linkKey: keys.links,
    cut,
    reader: {
      list: flushed((query) => listRecords(store, query)),
      show: flushed((id) => showRecord(store, id)),
      verify: flushed((signal) =>
        verifyAudit(store, signal === undefined ? verifyOptions : { ...verifyOptions, signal }),
      ),
      entries: flushed((query) => recordEntries(store, query)),
      findSecret: flushed((secret) => recordsWith(store, replace(secret, "asked"))),
      state: () => {
        const { reason, ...state } = writer.state();
        const broken = found.broken === undefined ? {} : { broken: found.broken };
        return { writable: reason === undefined, ...(reason === undefined ? {} : { reason }), ...broken, ...state };
      },
    },
    sessions: {
      list: flushed((query) => listSessions(store, query, clock.now())),
      inspect: flushed((id) => inspectSession(store, id)),
    },
    close: () => {
      clearInterval(timer);
      stop();
      writer.close();
      heads?.close();
    },
  };
}

function pick(options: AuditOptions): Pick<AuditOptions, "headFile" | "headInterval"> {
  const { headFile, headInterval } = options;
  return { ...(headFile === undefined ? {} : { headFile }), ...(headInterval === undefined ? {} : { headInterval }) };
}

/** The first entries of a run: whose log this is, what was broken, which calls were cut off. */
function begin(writer: RecordWriter, clock: Clock, store: Store, keys: AuditKeys, found: FoundLog, log: string): void {
  const note = (about: string, detail: Record<string, unknown>): void => {
    writer.add({ kind: "note", id: newTimedId("rec", clock.now()), note: about, detail });
  };
  const cutOff = openIntents(store);
  if (found.log === undefined) {
    note("log.begin", {
      log,
      publicKey: keys.publicKey,
      hash: "SHA-256(previous || RFC 8785 entry)",
      seal: "HMAC-SHA-256/128",
    });
  }
  if (found.broken !== undefined) note("log.broken", { ...found.broken });
  if (found.publicKey !== undefined && found.publicKey !== keys.publicKey) {
    note("log.key", { log, publicKey: keys.publicKey, before: found.publicKey });
  }
  note("log.open", { log, process: process.pid, cutOff: cutOff.length });
  for (const id of cutOff) {
    const message = "The server ended before the outcome was recorded: it may have happened.";
    writer.add({ kind: "unknown", id, ok: false, message });
  }
}

/** Calls of the run before that have no outcome. */
function openIntents(store: Store): string[] {
  const sql = `SELECT id FROM record i WHERE kind = 'intent'
    AND seq > coalesce((SELECT max(seq) FROM record WHERE note = 'log.open'), 0)
    AND NOT EXISTS (SELECT 1 FROM record o WHERE o.id = i.id AND o.kind IN ('outcome', 'unknown')) ORDER BY seq`;
  return store
    .prepare(sql)
    .all()
    .map((row) => String(row["id"]));
}

function logOf(
  writer: RecordWriter,
  clock: Clock,
  replace: Replace,
  withoutReads: boolean,
): { readonly log: AuditLog; readonly stop: () => void } {
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  /** For what may not throw: when there is no room left, it is counted and said later. */
  const addQuietly = (entry: NewEntry): void => {
    try {
      if (lost > 0) {
        writer.add({ kind: "note", id: newTimedId("rec", clock.now()), note: "records.lost", detail: { count: lost } });
        lost = 0;
      }
      writer.add(entry);
    } catch {
      lost++;
    }
  };
  const note: AuditLog["note"] = (about, detail) => {
    const kept = recordable(detail, replace) as Record<string, unknown>;
    addQuietly({ kind: "note", id: newTimedId("rec", clock.now()), note: about, detail: kept });
  };
  const count = (all: boolean): void => {
    for (const { kind, count: more, since } of flood.counted(all)) {
      note("refusals.counted", { what: kind, count: more, since: timestamp(since) });
    }
  };
  const flood = createRefusalFlood(clock, (milliseconds) => {
    timer = setTimeout(count, milliseconds, false).unref();
  });
  const finish = (id: string): OpenRecord["finish"] => {
    let done = false;
    return (outcome) => {
      if (done) return;
      done = true;
      addQuietly({ kind: "outcome", id, ...keptOutcome(outcome, replace) });
    };
  };
  return {
    log: {
      note,
      intend: async (intent) => {
        const id = newTimedId("rec", clock.now());
        if (withoutReads && intent.risk === "read" && !alwaysRecorded.has(intent.operation.split(".")[0] ?? ""))
          return { sequence: 0, id, finish: () => undefined };
        if (intent.risk !== "read") writer.check();
        const sequence = writer.add({ kind: "intent", id, ...keptIntent(intent, replace) });
        if (intent.risk !== "read") {
          await writer.settled().catch((error: unknown) => {
            addQuietly({
              kind: "outcome",
              id,
              ok: false,
              code: "AUDIT_UNAVAILABLE",
              message: "Refused: not recorded.",
            });
            throw error;
          });
        }
        return { sequence, id, finish: finish(id) };
      },
      refuse: (refusal) => {
        const caller = keptCaller(refusal.caller, replace);
        const what = `${refusal.operation} ${refusal.code} by ${caller.id} from ${caller.address ?? caller.surface}`;
        if (!flood.admits(what)) return;
        const { input, message, ...rest } = refusal;
        addQuietly({
          kind: "refusal",
          id: newTimedId("rec", clock.now()),
          ...(recordable(rest, replace) as typeof rest),
          caller,
          message: recordableText(message, replace),
          ...(input === undefined ? {} : { input: recordable(input, replace) }),
        });
      },
    },
    stop: () => {
      clearTimeout(timer);
      count(true);
      note("log.close", {});
    },
  };
}

function keptIntent(intent: Intent, replace: Replace): Intent {
  return {
    ...intent,
    caller: keptCaller(intent.caller, replace),
    targets: intent.targets.map(({ kind, id, name }) => ({ kind, id, name: recordableText(name, replace, 300) })),
    input: recordable(intent.input, replace),
  };
}

/** What a client says of itself is text from outside like any other. */
function keptCaller(caller: RecordedCaller, replace: Replace): RecordedCaller {
  const { client, session } = caller;
  return {
    ...caller,
    ...(client === undefined ? {} : { client: recordableText(client, replace, 200) }),
    ...(session === undefined ? {} : { session: recordableText(session, replace, 200) }),
  };
}

function keptOutcome(outcome: Outcome, replace: Replace): Outcome {
  const { message, ids } = outcome;
  return {
    ...outcome,
    duration: Number.isFinite(outcome.duration) ? outcome.duration : 0,
    ...(message === undefined ? {} : { message: recordableText(message, replace) }),
    ...(ids === undefined ? {} : { ids: ids.slice(0, 200) }),
  };
}
