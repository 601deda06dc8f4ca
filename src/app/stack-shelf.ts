import { createHmac } from "node:crypto";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { KeptStack, StackDeployment, StackShelf, StackVersion } from "../operations/stack-shelf.ts";
import type { Migration } from "../store/migration.ts";
import type { Store } from "../store/store.ts";

/** The tables of stacks; moments are milliseconds since 1970. A content that several versions have is kept once. */
export const stackMigrations: readonly Migration[] = [
  {
    number: 70,
    name: "stacks",
    sql: `
      CREATE TABLE stack (
        endpoint TEXT NOT NULL,
        name TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        owner_name TEXT NOT NULL,
        created INTEGER NOT NULL,
        current TEXT NOT NULL,
        reach TEXT NOT NULL,
        removed INTEGER,
        PRIMARY KEY (endpoint, name)
      ) STRICT;
      CREATE TABLE stack_content (hash TEXT PRIMARY KEY, document TEXT NOT NULL, env TEXT NOT NULL) STRICT;
      CREATE TABLE stack_version (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        endpoint TEXT NOT NULL,
        name TEXT NOT NULL,
        hash TEXT NOT NULL,
        time INTEGER NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        reason TEXT
      ) STRICT;
      CREATE INDEX stack_version_of ON stack_version (endpoint, name, number);
      CREATE TABLE stack_deployment (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        endpoint TEXT NOT NULL,
        name TEXT NOT NULL,
        hash TEXT NOT NULL,
        time INTEGER NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        images TEXT NOT NULL
      ) STRICT;
      CREATE INDEX stack_deployment_of ON stack_deployment (endpoint, name, number);
      CREATE TABLE stack_key (key BLOB NOT NULL) STRICT;
      INSERT INTO stack_key VALUES (randomblob(32));
    `,
  },
];

/** Stacks of one engine that are kept. */
const mostStacks = 500;
/** Versions, and times that it was brought up, that are kept of each. */
const mostVersions = 100;

/** Plans whose words are remembered; one that is not can be made again. */
const mostPlans = 200;

type Row = Readonly<Record<string, unknown>>;

const stackOf = (row: Row): KeptStack => ({
  name: String(row["name"]),
  owner: { id: String(row["owner_id"]), name: String(row["owner_name"]) },
  created: Number(row["created"]),
  current: String(row["current"]),
  reach: JSON.parse(String(row["reach"])) as KeptStack["reach"],
  ...(row["removed"] === null ? {} : { removed: Number(row["removed"]) }),
});

const versionOf = (row: Row): StackVersion => ({
  hash: String(row["hash"]),
  document: String(row["document"]),
  env: JSON.parse(String(row["env"])) as StackVersion["env"],
  by: { id: String(row["by_id"]), name: String(row["by_name"]) },
  time: Number(row["time"]),
  reason: row["reason"] === null ? null : String(row["reason"]),
});

const deploymentOf = (row: Row): StackDeployment => ({
  hash: String(row["hash"]),
  by: { id: String(row["by_id"]), name: String(row["by_name"]) },
  time: Number(row["time"]),
  images: JSON.parse(String(row["images"])) as StackDeployment["images"],
});

/** Keeps the documents of stacks in the store. */
export function stackShelf(store: Store, clock: Clock = systemClock): StackShelf {
  const key = (store.prepare("SELECT key FROM stack_key").get() as { key: Uint8Array }).key;
  const digest = (text: string): string => createHmac("sha256", key).update(text).digest("hex");
  const versionsWhere = (condition: string) =>
    store.prepare(
      `SELECT v.*, c.document, c.env FROM stack_version v JOIN stack_content c ON c.hash = v.hash
       WHERE v.endpoint = ? AND v.name = ? AND ${condition} ORDER BY v.number DESC LIMIT ?`,
    );
  const newest = (table: "stack_version" | "stack_deployment"): string =>
    `DELETE FROM ${table} WHERE endpoint = ? AND name = ? AND number NOT IN
     (SELECT number FROM ${table} WHERE endpoint = ? AND name = ? ORDER BY number DESC LIMIT ${mostVersions})`;
  const find: StackShelf["find"] = (endpoint, name) => {
    const row = store.prepare("SELECT * FROM stack WHERE endpoint = ? AND name = ?").get(endpoint, name);
    return row === undefined ? undefined : stackOf(row as Row);
  };
  const version: StackShelf["version"] = (endpoint, name, hash) => {
    const row = versionsWhere("v.hash >= ? AND v.hash < ? || 'g'").get(endpoint, name, hash, hash, 1);
    return row === undefined ? undefined : versionOf(row as Row);
  };
  const plans = new Map<string, readonly string[]>();
  return {
    find,
    version,
    digest,
    tell: (plan, sentences) => {
      plans.delete(plan);
      plans.set(plan, sentences);
      for (const oldest of plans.keys()) if (plans.size > mostPlans) plans.delete(oldest);
    },
    told: (plan) => plans.get(plan),
    list: (endpoint) =>
      (store.prepare("SELECT * FROM stack WHERE endpoint = ? ORDER BY name").all(endpoint) as Row[]).map(stackOf),
    versions: (endpoint, name, limit) => (versionsWhere("true").all(endpoint, name, limit) as Row[]).map(versionOf),
    save: (endpoint, { name, document, env, by, reason, reach }) => {
      const hash = digest(canonicalJson({ document, env }));
      const now = clock.now();
      return store.transaction(() => {
        const known = find(endpoint, name);
        const { count } = store.prepare("SELECT count(*) AS count FROM stack WHERE endpoint = ?").get(endpoint) as { count: number }; // prettier-ignore
        if (known === undefined && count >= mostStacks)
          throw new GnosisError("LIMIT_REACHED", `${mostStacks} stacks are kept already.`, { next: "Remove some." });
        store
          .prepare(
            `INSERT INTO stack VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (endpoint, name)
             DO UPDATE SET current = excluded.current, reach = excluded.reach, removed = NULL`,
          )
          .run(endpoint, name, by.id, by.name, now, hash, JSON.stringify(reach));
        store.prepare("INSERT OR IGNORE INTO stack_content VALUES (?, ?, ?)").run(hash, document, JSON.stringify(env));
        store
          .prepare(
            "INSERT INTO stack_version (endpoint, name, hash, time, by_id, by_name, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
          )
          .run(endpoint, name, hash, now, by.id, by.name, reason);
        store.prepare(newest("stack_version")).run(endpoint, name, endpoint, name);
        store.prepare("DELETE FROM stack_content WHERE hash NOT IN (SELECT hash FROM stack_version)").run();
        return { hash, document, env, by, time: now, reason };
      });
    },
    remove: (endpoint, name) => {
      store.transaction(() =>
        store.prepare("UPDATE stack SET removed = ? WHERE endpoint = ? AND name = ?").run(clock.now(), endpoint, name),
      );
    },
    deployments: (endpoint, name, limit) =>
      (
        store
          .prepare("SELECT * FROM stack_deployment WHERE endpoint = ? AND name = ? ORDER BY number DESC LIMIT ?")
          .all(endpoint, name, limit) as Row[]
      ).map(deploymentOf),
    deployed: (endpoint, name, { hash, by, images }) => {
      store.transaction(() => {
        store
          .prepare(
            "INSERT INTO stack_deployment (endpoint, name, hash, time, by_id, by_name, images) VALUES (?, ?, ?, ?, ?, ?, ?)",
          )
          .run(endpoint, name, hash, clock.now(), by.id, by.name, JSON.stringify(images));
        store.prepare(newest("stack_deployment")).run(endpoint, name, endpoint, name);
      }, "lazy");
    },
  };
}
