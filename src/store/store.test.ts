import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { GnosisError } from "../kernel/errors.ts";
import { readOrMakeSecret } from "./data-directory.ts";
import type { Migration } from "./migration.ts";
import { openStore } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "gnosis-store-"));
after(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(root, `data-${++count}`);
const first: Migration = { number: 1, name: "things", sql: "CREATE TABLE thing (name TEXT NOT NULL) STRICT" };
const second: Migration = { number: 10, name: "colours", sql: "ALTER TABLE thing ADD COLUMN colour TEXT" };

function failure(work: () => unknown): GnosisError {
  try {
    work();
  } catch (thrown) {
    assert.ok(thrown instanceof GnosisError, String(thrown));
    return thrown;
  }
  throw new Error("It did not fail.");
}

test("directory and file are for their owner alone, and commits are synced to the disk", () => {
  const directory = fresh();
  const store = openStore({ directory, migrations: [first] });
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  for (const name of ["gnosis.db", "gnosis.db-wal", "gnosis.db-shm", "server.lock", "server.json"]) {
    assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
  }
  assert.equal(store.database.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
  assert.equal(store.database.prepare("PRAGMA synchronous").get()?.["synchronous"], 2);
  store.transaction(() => store.prepare("INSERT INTO thing VALUES (?)").run("a"), "lazy");
  assert.equal(store.database.prepare("PRAGMA synchronous").get()?.["synchronous"], 2);
  store.close();
});

test("new migrations are applied once, in the order of their numbers, wherever they come in the list", () => {
  const directory = fresh();
  openStore({ directory, migrations: [first] }).close();
  const store = openStore({ directory, migrations: [second, first] });
  store.prepare("INSERT INTO thing (name, colour) VALUES ('a', 'red')").run();
  store.close();
  openStore({ directory, migrations: [first, second] }).close();
});

test("a migration that fails leaves nothing of itself behind", () => {
  const directory = fresh();
  const broken: Migration = { number: 2, name: "broken", sql: "CREATE TABLE half (a); CREATE TABLE thing (b)" };
  assert.equal(failure(() => openStore({ directory, migrations: [first, broken] })).code, "STORE_FAILED");
  const store = openStore({ directory, migrations: [first] });
  assert.equal(store.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get(), undefined);
  store.close();
});

test("an older program refuses a newer file, and says what it does not know", () => {
  const directory = fresh();
  openStore({ directory, migrations: [first, second] }).close();
  const error = failure(() => openStore({ directory, migrations: [first] }));
  assert.equal(error.code, "STORE_FAILED");
  assert.match(error.message, /newer.*10 \(colours\)/);
});

test("a second server on the same directory is refused, with who has it; the next one after it is let in", () => {
  const directory = fresh();
  const store = openStore({ directory, migrations: [first] });
  const error = failure(() => openStore({ directory, migrations: [first] }));
  assert.equal(error.code, "STORE_FAILED");
  assert.match(error.message, new RegExp(`Another server uses .*process ${process.pid} on `));
  store.close();
  openStore({ directory, migrations: [first] }).close();
});

test("another program's file, and what is no database at all, are left alone", () => {
  const directory = fresh();
  openStore({ directory, migrations: [] }).close();
  rmSync(join(directory, "gnosis.db"));
  const other = new DatabaseSync(join(directory, "gnosis.db"));
  other.exec("CREATE TABLE mine (a)");
  other.close();
  assert.match(failure(() => openStore({ directory, migrations: [] })).message, /another program's/);
  writeFileSync(join(directory, "gnosis.db"), "not a database at all, only text".repeat(100));
  assert.match(failure(() => openStore({ directory, migrations: [] })).message, /not a SQLite file/);
});

test("a full disk is said as such, and what was there before stays whole", () => {
  const store = openStore({ directory: fresh(), migrations: [first] });
  store.database.exec("PRAGMA max_page_count = 12");
  const insert = store.prepare("INSERT INTO thing VALUES (?)");
  store.transaction(() => insert.run("before"));
  const error = failure(() => store.transaction(() => insert.run("x".repeat(200_000))));
  assert.equal(error.code, "STORE_FAILED");
  assert.match(error.message, /disk is full/);
  assert.equal(store.prepare("SELECT count(*) AS n FROM thing").get()?.["n"], 1);
  store.close();
});

test("an error of the work itself comes out as it is, and nothing of the work stays", () => {
  const store = openStore({ directory: fresh(), migrations: [first] });
  const mine = new RangeError("mine");
  assert.throws(
    () =>
      store.transaction(() => {
        store.prepare("INSERT INTO thing VALUES ('a')").run();
        throw mine;
      }),
    mine,
  );
  assert.equal(store.prepare("SELECT count(*) AS n FROM thing").get()?.["n"], 0);
  store.close();
});

test("a backup is a whole store of its own, and never overwrites", async () => {
  const store = openStore({ directory: fresh(), migrations: [first] });
  store.transaction(() => store.prepare("INSERT INTO thing VALUES ('kept')").run());
  const copy = join(root, "copy.db");
  await store.backup(copy);
  await assert.rejects(store.backup(copy), { code: "CONFLICT" });
  store.close();
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  const database = new DatabaseSync(copy, { readOnly: true });
  assert.equal(database.prepare("SELECT name FROM thing").get()?.["name"], "kept");
  database.close();
});

test("the store can be read beside the running server", () => {
  const directory = fresh();
  const store = openStore({ directory, migrations: [first] });
  store.transaction(() => store.prepare("INSERT INTO thing VALUES ('seen')").run());
  const reader = openStore({ directory, migrations: [first], readOnly: true });
  assert.equal(reader.prepare("SELECT name FROM thing").get()?.["name"], "seen");
  assert.throws(() => reader.database.exec("DELETE FROM thing"), /readonly/);
  reader.close();
  store.close();
  assert.equal(failure(() => openStore({ directory: fresh(), migrations: [], readOnly: true })).code, "STORE_FAILED");
});

test("a secret file is made once, for its owner alone, and read from then on", () => {
  const directory = fresh();
  openStore({ directory, migrations: [] }).close();
  const made = readOrMakeSecret(directory, "key", () => Buffer.from("one"));
  assert.equal(made.toString(), "one");
  assert.equal(readOrMakeSecret(directory, "key", () => Buffer.from("two")).toString(), "one");
  assert.equal(statSync(join(directory, "key")).mode & 0o777, 0o600);
  assert.equal(readFileSync(join(directory, "key"), "utf8"), "one");
});
