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
        made TEXT,
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
  /** The name that both want. */
  readonly name: string;
  /** Full id of the new one, once it is known. */
  readonly made: string | undefined;
  readonly wasRunning: boolean;
  readonly restartPolicy: ContainerFacts["restartPolicy"];
  readonly by: string;
}

type Row = Readonly<Record<string, string | number | null>>;

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface SwapTable {
  readonly all: () => Swap[];
  readonly put: (swap: Swap) => void;
  readonly drop: (container: string) => void;
}

/** Opens the rows of one endpoint. */
export function openSwapTable(store: Store, endpoint: string): SwapTable {
  return {
    all: () =>
      (store.prepare("SELECT * FROM swap WHERE endpoint = ?").all(endpoint) as Row[]).map((row) => ({
        container: String(row["container"]),
        state: row["state"] as Swap["state"],
        name: String(row["name"]),
        made: row["made"] === null ? undefined : String(row["made"]),
        wasRunning: row["was_running"] === 1,
        restartPolicy: JSON.parse(String(row["restart_policy"])) as Swap["restartPolicy"],
        by: String(row["by"]),
      })),
    put: ({ container, state, name, made, wasRunning, restartPolicy, by }) => {
      store.transaction(() =>
        store
          .prepare("INSERT OR REPLACE INTO swap VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
          .run(endpoint, container, state, name, made ?? null, wasRunning ? 1 : 0, JSON.stringify(restartPolicy), by),
      );
    },
    drop: (container) => {
      store.transaction(() =>
        store.prepare("DELETE FROM swap WHERE endpoint = ? AND container = ?").run(endpoint, container),
      );
    },
  };
}
