import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** The table of removed images; moments are milliseconds since 1970. */
export const imageTrashMigrations: readonly Migration[] = [
  {
    number: 45,
    name: "removed images",
    sql: `CREATE TABLE trash_image (
      endpoint TEXT NOT NULL,
      image TEXT NOT NULL,
      names TEXT NOT NULL,
      labels TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      removed_by TEXT NOT NULL,
      removed_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (endpoint, image)
    ) STRICT`,
  },
];

/** One image in the trash. */
export interface RemovedImage {
  /** Full id. */
  readonly image: string;
  /** The tags it had, and gets back. */
  readonly references: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** With layers that it shares with others. */
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface ImageTrashTable {
  /** Newest first. */
  readonly all: () => RemovedImage[];
  readonly put: (removed: RemovedImage) => void;
  readonly drop: (image: string) => void;
}

/** Opens the rows of one endpoint. */
export function openImageTrashTable(store: Store, endpoint: string): ImageTrashTable {
  const select = "SELECT * FROM trash_image WHERE endpoint = ? ORDER BY removed_at DESC, rowid DESC";
  return {
    all: () =>
      store
        .prepare(select)
        .all(endpoint)
        .map((row) => ({
          image: String(row["image"]),
          references: JSON.parse(String(row["names"])) as string[],
          labels: JSON.parse(String(row["labels"])) as Record<string, string>,
          bytes: Number(row["bytes"]),
          removedBy: String(row["removed_by"]),
          removedAt: Number(row["removed_at"]),
          expiresAt: Number(row["expires_at"]),
        })),
    put: ({ image, references, labels, bytes, removedBy, removedAt, expiresAt }) => {
      const what = [endpoint, image, JSON.stringify(references), JSON.stringify(labels)];
      store.transaction(() =>
        store
          .prepare("INSERT OR REPLACE INTO trash_image VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
          .run(...what, bytes, removedBy, removedAt, expiresAt),
      );
    },
    drop: (image) => {
      store.transaction(() =>
        store.prepare("DELETE FROM trash_image WHERE endpoint = ? AND image = ?").run(endpoint, image),
      );
    },
  };
}
