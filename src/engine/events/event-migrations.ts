import type { Migration } from "../../store/migration.ts";

/**
 * `nano` is the engine's own moment as far as a double can hold it: with type, action and object it tells a repeated event from a new
 * one. `cause` is the call of ours that made it happen.
 */
export const eventMigrations: readonly Migration[] = [
  {
    number: 11,
    name: "engine events",
    sql: `
      CREATE TABLE event (
        number INTEGER PRIMARY KEY,
        endpoint TEXT NOT NULL,
        nano REAL NOT NULL,
        time INTEGER NOT NULL,
        type TEXT NOT NULL,
        action TEXT NOT NULL,
        object TEXT NOT NULL,
        name TEXT NOT NULL,
        attributes TEXT NOT NULL,
        labels TEXT NOT NULL,
        cause TEXT,
        UNIQUE (endpoint, nano, type, action, object)
      ) STRICT;
      CREATE INDEX event_time ON event (endpoint, time);
      CREATE INDEX event_object ON event (object, time);
      CREATE TABLE event_gap (
        number INTEGER PRIMARY KEY,
        endpoint TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
