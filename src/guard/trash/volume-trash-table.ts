import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** The table of removed volumes; moments are milliseconds since 1970. */
export const volumeTrashMigrations: readonly Migration[] = [
  {
    number: 46,
    name: "removed volumes",
    sql: `CREATE TABLE trash_volume (
      endpoint TEXT NOT NULL,
      copy TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('going', 'kept', 'returning')),
      volume TEXT NOT NULL,
      labels TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      removed_by TEXT NOT NULL,
      removed_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (endpoint, copy)
    ) STRICT`,
  },
];

/** One volume in the trash. */
export interface RemovedVolume {
  /** Name of the volume that holds its files now. */
  readonly copy: string;
  /** `going` and `returning` are on their way; the next sweep settles them. */
  readonly state: "going" | "kept" | "returning";
  /** The name it had, and gets back. */
  readonly volume: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface VolumeTrashTable {
  /** Newest first. */
  readonly all: () => RemovedVolume[];
  readonly put: (removed: RemovedVolume) => void;
  readonly drop: (copy: string) => void;
}

/** Opens the rows of one endpoint. */
export function openVolumeTrashTable(store: Store, endpoint: string): VolumeTrashTable {
  const select = "SELECT * FROM trash_volume WHERE endpoint = ? ORDER BY removed_at DESC, rowid DESC";
  return {
    all: () =>
      store
        .prepare(select)
        .all(endpoint)
        .map((row) => ({
          copy: String(row["copy"]),
          state: row["state"] as RemovedVolume["state"],
          volume: String(row["volume"]),
          labels: JSON.parse(String(row["labels"])) as Record<string, string>,
          bytes: Number(row["bytes"]),
          removedBy: String(row["removed_by"]),
          removedAt: Number(row["removed_at"]),
          expiresAt: Number(row["expires_at"]),
        })),
    put: ({ copy, state, volume, labels, bytes, removedBy, removedAt, expiresAt }) => {
      const what = [endpoint, copy, state, volume, JSON.stringify(labels)];
      store.transaction(() =>
        store
          .prepare("INSERT OR REPLACE INTO trash_volume VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
          .run(...what, bytes, removedBy, removedAt, expiresAt),
      );
    },
    drop: (copy) => {
      store.transaction(() =>
        store.prepare("DELETE FROM trash_volume WHERE endpoint = ? AND copy = ?").run(endpoint, copy),
      );
    },
  };
}
