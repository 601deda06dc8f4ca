import type { Migration } from "../../store/migration.ts";

/** Moments are milliseconds since 1970. Secrets have 256 random bits, so a plain SHA-256 of them tells nothing. */
export const tokenMigrations: readonly Migration[] = [
  {
    number: 2,
    name: "tokens",
    sql: `
      CREATE TABLE token (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        digest BLOB NOT NULL,
        operations TEXT,
        scope TEXT,
        created INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        expires INTEGER,
        last_used INTEGER,
        revoked INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX token_live_name ON token (name) WHERE revoked IS NULL;
      CREATE TABLE sign_in_code (
        digest BLOB PRIMARY KEY,
        token TEXT NOT NULL REFERENCES token (id),
        expires INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
