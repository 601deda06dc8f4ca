import { closeSync, existsSync, fdatasync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { backup, DatabaseSync, type StatementSync } from "node:sqlite";
import { GnosisError } from "../kernel/errors.ts";
import { prepareDataDirectory, prepareFile } from "./data-directory.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migration.ts";
import { lockDataDirectory } from "./server-lock.ts";
import { storeError } from "./store-error.ts";

/** When a transaction is safe: `durable` survives a power cut once it returns; `lazy` survives the process, and a power cut seconds later. */
export type Durability = "durable" | "lazy";

/** The one SQLite file, with the directory that it and the keys lie in. */
export interface Store {
  readonly directory: string;
  readonly path: string;
  readonly database: DatabaseSync;
  /** A statement, prepared once. */
  readonly prepare: (sql: string) => StatementSync;
  /** Runs `work`, which must not wait for anything, in one transaction; inside another it joins that one. Throws STORE_FAILED. */
  readonly transaction: <T>(work: () => T, durability?: Durability) => T;
  /** Has the disk take what lazy transactions have left in memory, while the server goes on. Throws STORE_FAILED. */
  readonly sync: () => Promise<void>;
  /** Copies the file as it stands to a new path (mode 0600), while the server goes on. Throws STORE_FAILED. */
  readonly backup: (path: string) => Promise<void>;
  /** Bytes of the file and of its write-ahead log. */
  readonly size: () => { readonly file: number; readonly log: number };
  readonly close: () => void;
}

/** What is needed to open the store. */
export interface StoreOptions {
  readonly directory: string;
  readonly migrations: readonly Migration[];
  /** True for a look from beside the running server: no lock, no migration, no writing. */
  readonly readOnly?: boolean;
}

/** Milliseconds that a statement waits for a reader from outside, such as a backup tool. */
const busyTimeout = 5_000;

/** Pages of the write-ahead log (16 MiB) that are copied to the file in one go: a page that is written often is then copied once. */
const checkpointPages = 4_096;

const datasync = promisify(fdatasync);

/** Opens the store of a data directory for this process alone, making both when they are not there. Throws STORE_FAILED. */
export function openStore(options: StoreOptions): Store {
  const { directory, readOnly = false } = options;
  const path = join(directory, "gnosis.db");
  if (readOnly && !existsSync(path)) {
    throw new GnosisError("STORE_FAILED", `${directory} holds no data of a Gnosis Docker server.`, {
      next: "Name the directory of one with --data-dir, or ask the running server.",
    });
  }
  if (!readOnly) prepareDataDirectory(directory);
  const lock = readOnly ? undefined : lockDataDirectory(directory);
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) prepareFile(path);
    database = new DatabaseSync(path, { readOnly, timeout: busyTimeout });
    if (!readOnly) {
      // FULL: a commit is on the disk when it returns. In a write-ahead log that is one sync a commit.
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
      // What is deleted may have been secret: it does not stay in the file's free pages.
      database.exec("PRAGMA secure_delete = ON");
      database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
      migrate(database, options.migrations, path);
    }
    return storeOf(database, directory, path, () => lock?.release());
  } catch (thrown) {
    database?.close();
    lock?.release();
    throw storeError(thrown, path);
  }
}

function storeOf(database: DatabaseSync, directory: string, path: string, release: () => void): Store {
  const statements = new Map<string, StatementSync>();
  let walFile: number | undefined;
  return {
    directory,
    path,
    database,
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = database.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    transaction: (work, durability = "durable") => inTransaction(database, path, work, durability),
    sync: async () => {
      try {
        // The log stays the same file for as long as the store is open.
        walFile ??= openSync(`${path}-wal`, "r");
        await datasync(walFile);
      } catch (thrown) {
        if (database.isOpen) throw storeError(thrown, path);
      }
    },
    backup: async (to) => {
      if (existsSync(to)) throw new GnosisError("CONFLICT", `${to} is there already.`, { next: "Give a new path." });
      prepareFile(to);
      await backup(database, to).catch((thrown: unknown) => {
        throw storeError(thrown, to);
      });
    },
    size: () => ({ file: bytesOf(path), log: bytesOf(`${path}-wal`) }),
    close: () => {
      if (!database.isOpen) return;
      database.close();
      if (walFile !== undefined) closeSync(walFile);
      release();
    },
  };
}

function inTransaction<T>(database: DatabaseSync, path: string, work: () => T, durability: Durability): T {
  if (database.isTransaction) return work();
  try {
    if (durability === "lazy") database.exec("PRAGMA synchronous = NORMAL");
    database.exec("BEGIN IMMEDIATE");
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (thrown) {
    // A full disk has rolled back by itself.
    if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
    throw "errcode" in (thrown as object) ? storeError(thrown, path) : thrown;
  } finally {
    if (durability === "lazy" && database.isOpen) database.exec("PRAGMA synchronous = FULL");
  }
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
