import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import type { Undoing } from "./inverse.ts";

/** The table of what can be taken back. */
export const undoMigrations: readonly Migration[] = [
  {
    number: 41,
    name: "receipts",
    sql: `
      CREATE TABLE receipt (
        record TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        time INTEGER NOT NULL,
        endpoint TEXT NOT NULL,
        caller TEXT NOT NULL,
        session TEXT,
        operation TEXT NOT NULL,
        target TEXT NOT NULL,
        undoing TEXT NOT NULL,
        undone_by TEXT
      ) STRICT;
      CREATE INDEX receipt_session ON receipt (session, sequence) WHERE session IS NOT NULL;
      CREATE INDEX receipt_time ON receipt (time);
    `,
  },
];

/** What is known of one change. */
export interface Receipt {
  /** Id of the record of the change. */
  readonly record: string;
  readonly sequence: number;
  /** Unix milliseconds. */
  readonly time: number;
  readonly endpoint: string;
  /** Id of the token that made it. */
  readonly caller: string;
  readonly session?: string;
  readonly operation: string;
  /** Name of what was changed. */
  readonly target: string;
  readonly undoing: Undoing;
  /** Id of the record by which it was taken back. */
  readonly undoneBy?: string;
}

/** Milliseconds that receipts are kept. */
const keepTime = 30 * 24 * 3_600_000;

/** The receipts of all changes. */
export interface Receipts {
  readonly keep: (receipt: Receipt) => void;
  readonly find: (record: string) => Receipt | undefined;
  /** Newest first: the order in which they are taken back. */
  readonly ofSession: (session: string) => readonly Receipt[];
  readonly undone: (record: string, by: string) => void;
}

type Row = Readonly<Record<string, string | number | null>>;

const receiptOf = (row: Row): Receipt => ({
  record: String(row["record"]),
  sequence: Number(row["sequence"]),
  time: Number(row["time"]),
  endpoint: String(row["endpoint"]),
  caller: String(row["caller"]),
  ...(row["session"] === null ? {} : { session: String(row["session"]) }),
  operation: String(row["operation"]),
  target: String(row["target"]),
  undoing: JSON.parse(String(row["undoing"])) as Undoing,
  ...(row["undone_by"] === null ? {} : { undoneBy: String(row["undone_by"]) }),
});

/** Opens the receipts; old ones go when new ones come. */
export function openReceipts(store: Store): Receipts {
  return {
    keep: ({ record, sequence, time, endpoint, caller, session, operation, target, undoing }) => {
      const values = [
        record,
        sequence,
        time,
        endpoint,
        caller,
        session ?? null,
        operation,
        target,
        JSON.stringify(undoing),
      ];
      store.transaction(() => {
        store.prepare("DELETE FROM receipt WHERE time < ?").run(time - keepTime);
        store.prepare("INSERT OR IGNORE INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)").run(...values);
      }, "lazy");
    },
    find: (record) => {
      const row = store.prepare("SELECT * FROM receipt WHERE record = ?").get(record);
      return row === undefined ? undefined : receiptOf(row as Row);
    },
    ofSession: (session) =>
      (store.prepare("SELECT * FROM receipt WHERE session = ? ORDER BY sequence DESC").all(session) as Row[]).map(
        receiptOf,
      ),
    undone: (record, by) => {
      store.transaction(() => store.prepare("UPDATE receipt SET undone_by = ? WHERE record = ?").run(by, record));
    },
  };
}
