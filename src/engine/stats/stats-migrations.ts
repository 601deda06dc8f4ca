import type { Migration } from "../../store/migration.ts";

/** Averages over periods of one length (`tier`, in seconds), by container; counters' growth in bytes a second. */
export const statsMigrations: readonly Migration[] = [
  {
    number: 10,
    name: "stats history",
    sql: `
      CREATE TABLE stats_container (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE stats_point (
        tier INTEGER NOT NULL,
        container INTEGER NOT NULL,
        time INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        cpu REAL,
        cpu_peak REAL,
        memory REAL NOT NULL,
        memory_peak REAL NOT NULL,
        memory_limit REAL NOT NULL,
        received REAL,
        sent REAL,
        read REAL,
        written REAL,
        pids REAL NOT NULL,
        PRIMARY KEY (tier, container, time)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX stats_point_age ON stats_point (tier, time);
    `,
  },
];
