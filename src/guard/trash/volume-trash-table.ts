import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import { openRemovalTable, type Removal, type RemovalTable } from "./removal-table.ts";

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
export interface RemovedVolume extends Removal {
  /** Name of the volume that holds its files now. */
  readonly copy: string;
  /** `going` and `returning` are on their way; the next sweep settles them. */
  readonly state: "going" | "kept" | "returning";
  /** The name it had, and gets back. */
  readonly volume: string;
}

/** The volumes of one endpoint. */
export type VolumeTrashTable = RemovalTable<RemovedVolume>;

/** Opens the rows of one endpoint. */
export const openVolumeTrashTable = (store: Store, endpoint: string): VolumeTrashTable =>
  openRemovalTable<RemovedVolume>(store, endpoint, {
    table: "trash_volume",
    columns: { copy: ({ copy }) => copy, state: ({ state }) => state, volume: ({ volume }) => volume },
    read: (own) => ({ copy: own("copy"), state: own("state") as RemovedVolume["state"], volume: own("volume") }),
  });
