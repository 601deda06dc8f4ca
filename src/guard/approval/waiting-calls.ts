import type { Clock } from "../../kernel/clock.ts";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import type { Caller } from "../caller/caller.ts";
import type { EnteringCall } from "../guard.ts";

/** The table of calls that are made once they are approved; moments are milliseconds since 1970. */
export const waitingCallMigrations: readonly Migration[] = [
  {
    number: 32,
    name: "calls that wait for their approval",
    sql: `CREATE TABLE waiting_call (
      approval TEXT PRIMARY KEY REFERENCES approval (id),
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
      call TEXT NOT NULL,
      result TEXT,
      kept INTEGER NOT NULL
    ) STRICT`,
  },
];

/** A call as it was made, whole: it is kept unmasked, in a file that only the server's user can read, until it has been made. */
export interface WaitingCall {
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly endpoint: string;
  readonly reason?: string;
}

/** What came of a call that the server made itself. */
export interface CallResult {
  readonly state: "waiting" | "running" | "done" | "failed";
  /** Id of its record. */
  readonly record?: string;
  /** Its answer; for who asked alone. */
  readonly answer?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly next?: string };
}

/** Calls that the server makes itself once they are approved. */
export interface WaitingCalls {
  readonly keep: (approval: string, call: EnteringCall & { readonly endpoint: string }) => void;
  /** Takes a call to make it: nobody else gets it. Nothing when there is none that waits. */
  readonly take: (approval: string) => WaitingCall | undefined;
  /** A call that waits, without taking it. */
  readonly find: (approval: string) => WaitingCall | undefined;
  /** Puts another call in the place of one that waits. */
  readonly replace: (approval: string, call: WaitingCall) => void;
  /** Has a call that waits wait for another approval. */
  readonly move: (from: string, to: string) => void;
  readonly finish: (approval: string, result: CallResult) => void;
  readonly drop: (approval: string) => void;
  readonly result: (approval: string) => CallResult | undefined;
  /** Approvals whose call was not finished when the server ended, and whether it had begun. */
  readonly unfinished: () => readonly { readonly approval: string; readonly begun: boolean }[];
  /** Lets a call that had been taken be taken again. */
  readonly putBack: (approval: string) => void;
}

/** Milliseconds that results can be fetched. */
const keepTime = 7 * 24 * 3_600_000;
/** The largest answer that is kept, in characters. */
const longest = 256 * 1024;

/** Opens the calls of a store. */
export function openWaitingCalls(store: Store, clock: Clock): WaitingCalls {
  const run = (sql: string, ...values: (string | number | null)[]): number =>
    store.transaction(() => Number(store.prepare(sql).run(...values).changes));
  return {
    keep: (approval, { operation, input, caller, endpoint, reason }) => {
      const call = { operation: operation.id, input, caller, endpoint, ...(reason === undefined ? {} : { reason }) };
      run("DELETE FROM waiting_call WHERE kept < ?", clock.now() - keepTime);
      const sql = "INSERT OR IGNORE INTO waiting_call (approval, state, call, kept) VALUES (?, 'waiting', ?, ?)";
      run(sql, approval, JSON.stringify(call), clock.now());
    },
    take: (approval) => {
      const row = store.prepare("SELECT call FROM waiting_call WHERE approval = ?").get(approval);
      const sql = "UPDATE waiting_call SET state = 'running' WHERE approval = ? AND state = 'waiting'";
      if (row === undefined || run(sql, approval) !== 1) return undefined;
      return JSON.parse(String(row["call"])) as WaitingCall;
    },
    find: (approval) => {
      const row = store.prepare("SELECT call FROM waiting_call WHERE approval = ? AND state = 'waiting'").get(approval);
      return row === undefined ? undefined : (JSON.parse(String(row["call"])) as WaitingCall);
    },
    replace: (approval, call) =>
      void run(
        "UPDATE waiting_call SET call = ? WHERE approval = ? AND state = 'waiting'",
        JSON.stringify(call),
        approval,
      ),
    move: (from, to) =>
      void run("UPDATE waiting_call SET approval = ? WHERE approval = ? AND state = 'waiting'", to, from),
    finish: (approval, { state, ...result }) => {
      const text = JSON.stringify(result);
      const kept = text.length <= longest ? text : JSON.stringify({ ...result, answer: "(too large to be kept)" });
      // The call itself, with whatever secrets it had, is not needed any more.
      run("UPDATE waiting_call SET state = ?, result = ?, call = '{}' WHERE approval = ?", state, kept, approval);
    },
    drop: (approval) => void run("DELETE FROM waiting_call WHERE approval = ? AND state = 'waiting'", approval),
    result: (approval) => {
      const row = store.prepare("SELECT state, result FROM waiting_call WHERE approval = ?").get(approval);
      if (row === undefined) return undefined;
      const more = row["result"] === null ? {} : (JSON.parse(String(row["result"])) as object);
      return { ...more, state: row["state"] as CallResult["state"] };
    },
    unfinished: () =>
      store
        .prepare("SELECT approval, state FROM waiting_call WHERE state IN ('waiting', 'running')")
        .all()
        .map((row) => ({ approval: String(row["approval"]), begun: row["state"] === "running" })),
    putBack: (approval) =>
      void run("UPDATE waiting_call SET state = 'waiting' WHERE approval = ? AND state = 'running'", approval),
  };
}
