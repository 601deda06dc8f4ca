import type { DatabaseSync } from "node:sqlite";
import { GnosisError } from "../kernel/errors.ts";
import type { Migration } from "./migration.ts";

/** "gnos" as SQLite's application id: says whose file it is. */
const applicationId = 0x676e6f73;

/** Brings the file to the form that the program knows, each step in its own transaction. Throws STORE_FAILED for a file that is newer or not ours. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[], path: string): void {
  checkOwner(database, path);
  database.exec(`PRAGMA application_id = ${applicationId};
    CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL) STRICT`);
  const rows = database.prepare("SELECT number, name FROM migration").all() as unknown as Migration[];
  const applied = new Map(rows.map((row) => [row.number, row.name]));
  checkAge(applied, migrations, path);
  const add = database.prepare("INSERT INTO migration (number, name, applied) VALUES (?, ?, ?)");
  for (const { number, name, sql } of migrations.toSorted((a, b) => a.number - b.number)) {
    if (applied.has(number)) continue;
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(sql);
      add.run(number, name, new Date().toISOString());
      database.exec("COMMIT");
    } catch (thrown) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw thrown;
    }
  }
}

function checkOwner(database: DatabaseSync, path: string): void {
  const { application_id: id } = database.prepare("PRAGMA application_id").get() as { application_id: number };
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as { tables: number };
  if (id === applicationId || (id === 0 && tables === 0)) return;
  throw new GnosisError("STORE_FAILED", `${path} is another program's file.`, {
    next: "Give GNOSIS_DATA_DIR another directory.",
  });
}

function checkAge(applied: ReadonlyMap<number, string>, migrations: readonly Migration[], path: string): void {
  const known = new Set(migrations.map((migration) => migration.number));
  if (known.size !== migrations.length) throw new Error("Two migrations have the same number.");
  const unknown = [...applied].filter(([number]) => !known.has(number)).map(([number, name]) => `${number} (${name})`);
  if (unknown.length === 0) return;
  throw new GnosisError("STORE_FAILED", `${path} was written by a newer Gnosis Docker: it has ${unknown.join(", ")}.`, {
    next: "Use that version or a later one, or go back to a backup from before the update.",
  });
}
