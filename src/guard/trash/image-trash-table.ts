import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import { openRemovalTable, type Removal, type RemovalTable } from "./removal-table.ts";

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

/** One image in the trash; its bytes are with layers that it shares with others. */
export interface RemovedImage extends Removal {
  /** Full id. */
  readonly image: string;
  /** The tags it had, and gets back. */
  readonly references: readonly string[];
}

/** The images of one endpoint. */
export type ImageTrashTable = RemovalTable<RemovedImage>;

/** Opens the rows of one endpoint. */
export const openImageTrashTable = (store: Store, endpoint: string): ImageTrashTable =>
  openRemovalTable<RemovedImage>(store, endpoint, {
    table: "trash_image",
    columns: { image: ({ image }) => image, names: ({ references }) => JSON.stringify(references) },
    read: (own) => ({ image: own("image"), references: JSON.parse(own("names")) as string[] }),
  });
