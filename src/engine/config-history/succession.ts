import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** Which container took the place of which: their histories are one. */
export const successionMigrations: readonly Migration[] = [
  {
    number: 14,
    name: "containers that took others' places",
    sql: `
      CREATE TABLE config_succession (
        endpoint TEXT NOT NULL,
        container TEXT NOT NULL,
        former TEXT NOT NULL,
        PRIMARY KEY (endpoint, container)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** Records that a container took another's place. */
export function keepSuccession(store: Store, endpoint: string, container: string, former: string): void {
  store.transaction(
    () => store.prepare("INSERT OR REPLACE INTO config_succession VALUES (?, ?, ?)").run(endpoint, container, former),
    "lazy",
  );
}

/**
 * The rows of one container, by full id or by a name that it had, and of those whose places it took, oldest first; without the names
 * that they have while one takes the other's place. The parameters are the endpoint, and the id or name.
 */
export const lineageQuery = `
  WITH RECURSIVE
    asked (container) AS (SELECT coalesce(
      (SELECT container FROM config_version WHERE endpoint = ?1 AND container = ?2 LIMIT 1),
      (SELECT container FROM config_version WHERE endpoint = ?1 AND name = ?2 ORDER BY number DESC LIMIT 1))),
    line (container, age) AS (
      SELECT container, 0 FROM asked
      UNION
      SELECT former, age + 1 FROM config_succession JOIN line USING (container) WHERE endpoint = ?1)
  SELECT number, container, name, time, action, hash, cause, content
  FROM line JOIN config_version USING (container) JOIN config_content USING (hash)
  WHERE endpoint = ?1 AND name NOT GLOB 'gnosis-new-*' AND name NOT GLOB 'gnosis-former-*'
    AND (age = 0 OR name NOT GLOB 'gnosis-trash-*')
  ORDER BY age DESC, number`;
