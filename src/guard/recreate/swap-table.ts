import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";
import type { ContainerFacts } from "../trash/trash-engine.ts";

/** The table of containers that are being put in another's place. */
export const swapMigrations: readonly Migration[] = [
  {
    number: 42,
    name: "containers being replaced",
    sql: `
      CREATE TABLE swap (
        endpoint TEXT NOT NULL,
        container TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('swapping', 'settled')),
        name TEXT NOT NULL,
        successor TEXT,
        origin TEXT NOT NULL CHECK (origin IN ('made', 'trash')),
        was_running INTEGER NOT NULL,
        restart_policy TEXT NOT NULL,
        by TEXT NOT NULL,
        PRIMARY KEY (endpoint, container)
      ) STRICT;
    `,
  },
];

/** One container whose place another takes. */
export interface Swap {
  /** Full id of the former one. */
  readonly container: string;
  /** `swapping` is undone by a restart of the server, `settled` is finished. */
  readonly state: "swapping" | "settled";
  /** The name of the former one, which is the place. */
  readonly name: string;
  /** Full id of the one that takes it, once it is known. */
  readonly successor: string | undefined;
  /** Whether that one was made for it, or lay in the trash. */
  readonly origin: "made" | "trash";
  readonly wasRunning: boolean;
  readonly restartPolicy: ContainerFacts["restartPolicy"];
  /** Name of the token that asked. */
  readonly by: string;
}

type Row = Readonly<Record<string, string | number | null>>;

const swapOf = (row: Row): Swap => ({
  container: String(row["container"]),
  state: row["state"] as Swap["state"],
  name: String(row["name"]),
  successor: row["successor"] === null ? undefined : String(row["successor"]),
  origin: row["origin"] as Swap["origin"],
  wasRunning: row["was_running"] === 1,
  restartPolicy: JSON.parse(String(row["restart_policy"])) as Swap["restartPolicy"],
  by: String(row["by"]),
});

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface SwapTable {
  readonly all: () => Swap[];
  readonly put: (swap: Swap) => void;
  readonly drop: (container: string) => void;
}

/** Opens the rows of one endpoint. */
export function openSwapTable(store: Store, endpoint: string): SwapTable {
  return {
    all: () => (store.prepare("SELECT * FROM swap WHERE endpoint = ?").all(endpoint) as Row[]).map(swapOf),
    put: ({ container, state, name, successor, origin, wasRunning, restartPolicy, by }) => {
      const who = [endpoint, container, state, name, successor ?? null, origin];
      const how = [wasRunning ? 1 : 0, JSON.stringify(restartPolicy), by];
      store.transaction(() =>
        store.prepare("INSERT OR REPLACE INTO swap VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(...who, ...how),
      );
    },
    drop: (container) => {
      store.transaction(() =>
        store.prepare("DELETE FROM swap WHERE endpoint = ? AND container = ?").run(endpoint, container),
      );
    },
  };
}
