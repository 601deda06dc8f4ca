import type { Store } from "../../store/store.ts";

/** What is kept of everything that was removed. */
export interface Removal {
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** The rows of one endpoint. Every change is on the disk when it returns. */
export interface RemovalTable<T extends Removal> {
  /** Newest first. */
  readonly all: () => T[];
  readonly put: (removed: T) => void;
  /** By the first of its own columns. */
  readonly drop: (key: string) => void;
}

/** A table of removals: what its rows have beside what every removal has. */
export interface RemovalShape<T extends Removal> {
  readonly table: string;
  /** Own columns with what stands in them, in the table's order; the first is the key. */
  readonly columns: Readonly<Record<string, (removed: T) => string>>;
  readonly read: (own: (column: string) => string) => Omit<T, keyof Removal>;
}

/** Opens the rows of one endpoint in a table of that shape, whose last columns are those of every removal. */
export function openRemovalTable<T extends Removal>(
  store: Store,
  endpoint: string,
  { table, columns, read }: RemovalShape<T>,
): RemovalTable<T> {
  const names = Object.keys(columns);
  const all = ["endpoint", ...names, "labels", "bytes", "removed_by", "removed_at", "expires_at"];
  const insert = `INSERT OR REPLACE INTO ${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")})`;
  return {
    all: () =>
      store
        .prepare(`SELECT * FROM ${table} WHERE endpoint = ? ORDER BY removed_at DESC, rowid DESC`)
        .all(endpoint)
        .map((row) => {
          const removal: Removal = {
            labels: JSON.parse(String(row["labels"])) as Record<string, string>,
            bytes: Number(row["bytes"]),
            removedBy: String(row["removed_by"]),
            removedAt: Number(row["removed_at"]),
            expiresAt: Number(row["expires_at"]),
          };
          return { ...read((column) => String(row[column])), ...removal } as T;
        }),
    put: (removed) => {
      const { labels, bytes, removedBy, removedAt, expiresAt } = removed;
      const own = names.map((name) => columns[name]?.(removed) ?? "");
      store.transaction(() =>
        store
          .prepare(insert)
          .run(...[endpoint, ...own, JSON.stringify(labels)], bytes, removedBy, removedAt, expiresAt),
      );
    },
    drop: (key) => {
      store.transaction(() =>
        store.prepare(`DELETE FROM ${table} WHERE endpoint = ? AND ${names[0]} = ?`).run(endpoint, key),
      );
    },
  };
}
