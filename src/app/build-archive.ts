import type { AuditLog } from "../guard/audit/audit-log.ts";
import type { BuildArchive, BuildRecord } from "../operations/build/register.ts";
import type { Migration } from "../store/migration.ts";
import type { Store } from "../store/store.ts";

/** Builds that are kept; each holds the newest part of its log. */
const most = 200;

/** The table of builds. */
export const buildMigrations: readonly Migration[] = [
  {
    number: 50,
    name: "builds",
    sql: `CREATE TABLE build (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      record TEXT NOT NULL
    ) STRICT`,
  },
];

/** Keeps builds in the store, so that they can be asked for after a restart; how each ended is recorded. */
export function buildArchive(store: Store, audit: Pick<AuditLog, "note">): BuildArchive {
  const read = (row: unknown): BuildRecord => JSON.parse((row as { record: string }).record) as BuildRecord;
  return {
    keep: (record) => {
      store.transaction(() => {
        store
          .prepare(
            "INSERT INTO build (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
          )
          .run(record.id, JSON.stringify(record));
        store.prepare("DELETE FROM build WHERE number <= (SELECT max(number) FROM build) - ?").run(most);
      }, "lazy");
      const { id, status, image, error, caller, tags } = record;
      if (status !== "building")
        audit.note("build.ended", {
          build: id,
          status,
          tags,
          caller,
          ...(image === undefined ? {} : { image }),
          ...(error === undefined ? {} : { error }),
        });
    },
    find: (id) => {
      const row = store.prepare("SELECT record FROM build WHERE id = ?").get(id);
      return row === undefined ? undefined : read(row);
    },
    list: (limit) => store.prepare("SELECT record FROM build ORDER BY number DESC LIMIT ?").all(limit).map(read),
  };
}
