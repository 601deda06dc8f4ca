import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import type { AttachedNetwork, ContainerFacts } from "./trash-engine.ts";

/** The table of removed containers that can still be brought back. */
export const trashMigrations: readonly Migration[] = [
  {
    number: 40,
    name: "removed containers",
    sql: `
      CREATE TABLE trash (
        endpoint TEXT NOT NULL,
        container TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('going', 'kept', 'returning')),
        name TEXT NOT NULL,
        image TEXT NOT NULL,
        image_id TEXT NOT NULL,
        volumes TEXT NOT NULL,
        labels TEXT NOT NULL,
        was_running INTEGER NOT NULL,
        take_volumes INTEGER NOT NULL,
        restart_policy TEXT NOT NULL,
        networks TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        removed_by TEXT NOT NULL,
        removed_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (endpoint, container)
      ) STRICT;
    `,
  },
];

/** One container in the trash. */
export interface Trashed {
  /** Full id. */
  readonly container: string;
  /** `going` and `returning` are on their way; a restart of the server finishes them. */
  readonly state: "going" | "kept" | "returning";
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** Names of the volumes that it mounts. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly wasRunning: boolean;
  /** Its anonymous volumes go with it when it is really removed. */
  readonly takeVolumes: boolean;
  readonly restartPolicy: ContainerFacts["restartPolicy"];
  readonly networks: readonly AttachedNetwork[];
  /** Bytes of its writable layer. */
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

type Row = Readonly<Record<string, string | number | null>>;

const trashedOf = (row: Row): Trashed => ({
  container: String(row["container"]),
  state: row["state"] as Trashed["state"],
  name: String(row["name"]),
  image: String(row["image"]),
  imageId: String(row["image_id"]),
  volumes: JSON.parse(String(row["volumes"])) as Trashed["volumes"],
  labels: JSON.parse(String(row["labels"])) as Trashed["labels"],
  wasRunning: row["was_running"] === 1,
  takeVolumes: row["take_volumes"] === 1,
  restartPolicy: JSON.parse(String(row["restart_policy"])) as Trashed["restartPolicy"],
  networks: JSON.parse(String(row["networks"])) as Trashed["networks"],
  bytes: Number(row["bytes"]),
  removedBy: String(row["removed_by"]),
  removedAt: Number(row["removed_at"]),
  expiresAt: Number(row["expires_at"]),
});

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface TrashTable {
  readonly all: () => Trashed[];
  readonly put: (trashed: Trashed) => void;
  readonly setState: (container: string, state: Trashed["state"]) => void;
  readonly drop: (container: string) => void;
}

/** Opens the rows of one endpoint. */
export function openTrashTable(store: Store, endpoint: string): TrashTable {
  return {
    all: () =>
      (store.prepare("SELECT * FROM trash WHERE endpoint = ? ORDER BY removed_at DESC").all(endpoint) as Row[]).map(
        trashedOf,
      ),
    put: (trashed) => {
      const { container, state, name, image, imageId, volumes, labels, wasRunning, takeVolumes } = trashed;
      const { restartPolicy, networks, bytes, removedBy, removedAt, expiresAt } = trashed;
      const what = [endpoint, container, state, name, image, imageId, JSON.stringify(volumes), JSON.stringify(labels)];
      const how = [wasRunning ? 1 : 0, takeVolumes ? 1 : 0, JSON.stringify(restartPolicy), JSON.stringify(networks)];
      const marks = Array.from({ length: 16 }, () => "?").join(", ");
      store.transaction(() =>
        store
          .prepare(`INSERT OR REPLACE INTO trash VALUES (${marks})`)
          .run(...what, ...how, bytes, removedBy, removedAt, expiresAt),
      );
    },
    setState: (container, state) => {
      store.transaction(() =>
        store
          .prepare("UPDATE trash SET state = ? WHERE endpoint = ? AND container = ?")
          .run(state, endpoint, container),
      );
    },
    drop: (container) => {
      store.transaction(() =>
        store.prepare("DELETE FROM trash WHERE endpoint = ? AND container = ?").run(endpoint, container),
      );
    },
  };
}
