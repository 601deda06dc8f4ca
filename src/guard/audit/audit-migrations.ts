import type { Migration } from "../../store/migration.ts";

/**
 * The entry is kept as the canonical text that was hashed; what is searched by is computed from it by SQLite, so that there is no second
 * copy to drift or to be edited. `seal` is a MAC that only the server can make: it tells records of ours from well-chained forgeries.
 */
export const auditMigrations: readonly Migration[] = [
  {
    number: 1,
    name: "records",
    sql: `
      CREATE TABLE record (
        seq INTEGER PRIMARY KEY,
        entry TEXT NOT NULL,
        hash BLOB NOT NULL,
        seal BLOB NOT NULL,
        id TEXT AS (entry ->> '$.id'),
        kind TEXT AS (entry ->> '$.kind'),
        time TEXT AS (entry ->> '$.time'),
        caller TEXT AS (entry ->> '$.caller.id'),
        caller_name TEXT AS (entry ->> '$.caller.name'),
        operation TEXT AS (entry ->> '$.operation'),
        target TEXT AS (entry ->> '$.targets[0].id'),
        target_name TEXT AS (entry ->> '$.targets[0].name'),
        second_target TEXT AS (entry ->> '$.targets[1].id'),
        note TEXT AS (entry ->> '$.note')
      ) STRICT;
      CREATE INDEX record_id ON record (id);
      CREATE INDEX record_time ON record (time);
      CREATE INDEX record_caller ON record (caller) WHERE caller IS NOT NULL;
      CREATE INDEX record_caller_name ON record (caller_name) WHERE caller_name IS NOT NULL;
      CREATE INDEX record_operation ON record (operation) WHERE operation IS NOT NULL;
      CREATE INDEX record_target ON record (target) WHERE target IS NOT NULL;
      CREATE INDEX record_target_name ON record (target_name) WHERE target_name IS NOT NULL;
      CREATE INDEX record_second_target ON record (second_target) WHERE second_target IS NOT NULL;
      CREATE INDEX record_note ON record (note) WHERE note IS NOT NULL;
      CREATE TABLE record_head (
        seq INTEGER PRIMARY KEY,
        statement TEXT NOT NULL,
        signature BLOB NOT NULL
      ) STRICT;
    `,
  },
  {
    number: 3,
    name: "sessions of records",
    sql: `
      ALTER TABLE record ADD COLUMN session TEXT AS (entry ->> '$.caller.session');
      CREATE INDEX record_session ON record (session) WHERE session IS NOT NULL;
    `,
  },
  {
    number: 4,
    name: "cuts of the log",
    sql: `CREATE TABLE record_cut (seq INTEGER PRIMARY KEY, statement TEXT NOT NULL, signature BLOB NOT NULL) STRICT`,
  },
];
