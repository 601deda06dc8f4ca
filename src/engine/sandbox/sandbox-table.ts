import { randomBytes } from "node:crypto";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** The sandboxes of a server, also the latest of those that ended. Moments are Unix milliseconds. */
export const sandboxMigrations: readonly Migration[] = [
  {
    number: 60,
    name: "sandboxes",
    sql: `
      CREATE TABLE sandbox_server (id TEXT NOT NULL) STRICT;
      CREATE TABLE sandbox (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('starting', 'ready', 'removing', 'ended')),
        host TEXT NOT NULL,
        container TEXT,
        owner TEXT NOT NULL,
        created INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        ended INTEGER,
        token TEXT,
        about TEXT NOT NULL,
        reason TEXT
      ) STRICT;
      CREATE UNIQUE INDEX sandbox_name ON sandbox (name) WHERE state <> 'ended';
    `,
  },
];

/** One sandbox as it is kept. */
export interface SandboxRow {
  readonly id: string;
  readonly name: string;
  readonly state: "starting" | "ready" | "removing" | "ended";
  /** Name of the endpoint on whose engine it runs. */
  readonly host: string;
  readonly container: string | null;
  /** Id of the token that made it. */
  readonly owner: string;
  readonly created: number;
  readonly ends: number;
  readonly ended: number | null;
  /** Id of the token that reaches it and nothing else. */
  readonly token: string | null;
  /** JSON: what it was made with. */
  readonly about: string;
  readonly reason: string | null;
}

/** The rows. Every change is on the disk when it returns. */
export interface SandboxTable {
  /** Tells this server's sandboxes from those of another one on the same engine. */
  readonly server: string;
  /** False when a sandbox that has not ended has that name. */
  readonly add: (row: Omit<SandboxRow, "ended" | "reason" | "container" | "token">) => boolean;
  readonly change: (
    id: string,
    change: Partial<Pick<SandboxRow, "state" | "container" | "token" | "about" | "reason" | "ended">>,
  ) => void;
  readonly live: () => readonly SandboxRow[];
  /** Newest first. */
  readonly all: () => readonly SandboxRow[];
  /** Forgets those that ended before that moment. */
  readonly forget: (before: number) => void;
  /** Forgets what was kept of an endpoint's past: the next of that name is another one. */
  readonly forgetPast: (endpoint: string) => void;
}

/** Tables with rows of one endpoint, which mean nothing once that is gone. */
const pasts = ["event", "event_gap", "config_version", "kept_log", "trash"];

/** Opens the table in a store. */
export function openSandboxTable(store: Store): SandboxTable {
  const rows = (where: string): SandboxRow[] =>
    store.prepare(`SELECT * FROM sandbox ${where}`).all() as unknown as SandboxRow[];
  // Asked at every call of the guard: read again only after a change, and all changes come through here.
  let live: readonly SandboxRow[] | undefined;
  return {
    server: serverId(store),
    add: ({ id, name, state, host, owner, created, ends, about }) => {
      live = undefined;
      return store.transaction(
        () =>
          store
            .prepare(
              `INSERT INTO sandbox (id, name, state, host, owner, created, ends, about) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT DO NOTHING`,
            )
            .run(id, name, state, host, owner, created, ends, about).changes === 1,
      );
    },
    change: (id, change) => {
      live = undefined;
      const fields = Object.entries(change);
      const set = fields.map(([field]) => `${field} = ?`).join(", ");
      store.transaction(() => {
        store.prepare(`UPDATE sandbox SET ${set} WHERE id = ?`).run(...fields.map(([, value]) => value ?? null), id);
      });
    },
    live: () => (live ??= rows("WHERE state <> 'ended' ORDER BY created")),
    all: () => rows("ORDER BY created DESC, rowid DESC"),
    forget: (before) => {
      store.transaction(() => {
        store.prepare("DELETE FROM sandbox WHERE state = 'ended' AND ended < ?").run(before);
      });
    },
    forgetPast: (endpoint) => {
      store.transaction(() => {
        for (const table of pasts) store.prepare(`DELETE FROM ${table} WHERE endpoint = ?`).run(endpoint);
      });
    },
  };
}

function serverId(store: Store): string {
  return store.transaction(() => {
    const known = store.prepare("SELECT id FROM sandbox_server").get() as { id: string } | undefined;
    if (known !== undefined) return known.id;
    const id = randomBytes(6).toString("hex");
    store.prepare("INSERT INTO sandbox_server (id) VALUES (?)").run(id);
    return id;
  });
}
