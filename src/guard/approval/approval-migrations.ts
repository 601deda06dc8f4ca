import type { Migration } from "../../store/migration.ts";
import { waitingCallMigrations } from "./waiting-calls.ts";

/** Moments are milliseconds since 1970; `plan` and `instead` are canonical JSON, with secrets masked. */
export const approvalMigrations: readonly Migration[] = [
  {
    number: 30,
    name: "approvals",
    sql: `
      CREATE TABLE approval (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        caller TEXT NOT NULL,
        call TEXT NOT NULL,
        reach TEXT NOT NULL,
        plan TEXT NOT NULL,
        asked INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        verdict TEXT,
        decided INTEGER,
        decided_by TEXT,
        comment TEXT,
        until INTEGER,
        uses INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX approval_call ON approval (call);
      CREATE INDEX approval_reach ON approval (reach);
      CREATE INDEX approval_state ON approval (state, asked);
      CREATE INDEX approval_caller ON approval (caller, asked);
    `,
  },
  {
    number: 31,
    name: "freezes",
    sql: `
      CREATE TABLE freeze (
        id TEXT PRIMARY KEY,
        token TEXT,
        token_name TEXT,
        reason TEXT NOT NULL,
        created INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        lifted INTEGER,
        lifted_by TEXT
      ) STRICT;
    `,
  },
  ...waitingCallMigrations,
  {
    number: 33,
    name: "approvals that were extended or edited",
    sql: `
      ALTER TABLE approval ADD COLUMN extended INTEGER;
      ALTER TABLE approval ADD COLUMN instead TEXT;
      ALTER TABLE approval ADD COLUMN edited_from TEXT;
    `,
  },
];
