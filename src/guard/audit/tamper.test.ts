import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { manualClock } from "../../kernel/clock.ts";
import { type AuditFixture, auditFixture, someIntent } from "./audit-fixture.ts";
import { deriveAuditKeys } from "./audit-keys.ts";
import { hashEntry, sealHash } from "./chain.ts";
import { signHead } from "./heads.ts";
import type { AuditReport } from "../../catalogue/ports/audit-reader.ts";

/** A stopped log of 22 records: begin, open, ten calls; then close. */
async function fill(it: AuditFixture): Promise<void> {
  for (let index = 0; index < 10; index++) {
    const record = await it.audit.log.intend(someIntent({ input: { id: `c${index}` } }));
    record.finish({ ok: true, duration: 1 });
    it.audit.reader.list({ limit: 1 });
  }
}

/** Works on the stopped log's file and says what verify then says. */
async function tampered(
  change: (it: AuditFixture) => void,
  options: { readonly headFile?: boolean } = {},
): Promise<AuditReport> {
  using first = auditFixture();
  const headFile = `${first.directory}-heads`;
  using it = first.reopen(options.headFile === true ? { headFile } : {});
  await fill(it);
  it.audit.close();
  assert.equal((await it.audit.reader.verify()).ok, true);
  change(it);
  const report = await it.audit.reader.verify();
  it.store.close();
  using again = auditFixture(options.headFile === true ? { headFile } : {}, it.directory);
  if (!report.ok) assert.ok((await again.audit.reader.verify()).broken, "a new start does not make it whole");
  return report;
}

const row = (it: AuditFixture, seq: number) =>
  it.store.prepare("SELECT entry, hash, seal FROM record WHERE seq = ?").get(seq) as {
    entry: string;
    hash: Uint8Array;
    seal: Uint8Array;
  };

/** Writes the hashes from `from` on anew, as somebody would who can write the file but has no key. */
function chainAgain(it: AuditFixture, from: number): void {
  let { hash } = row(it, from - 1);
  const rows = it.store.prepare("SELECT seq, entry FROM record WHERE seq >= ? ORDER BY seq").all(from);
  for (const { seq, entry } of rows as unknown as { seq: number; entry: string }[]) {
    hash = hashEntry(hash, entry);
    it.store.prepare("UPDATE record SET hash = ? WHERE seq = ?").run(hash, seq);
  }
}

const cases: readonly [string, string, number, (it: AuditFixture) => void][] = [
  [
    "an edited entry",
    "edited",
    9,
    (it) => it.store.database.exec("UPDATE record SET entry = replace(entry, 'c2', 'c9') WHERE seq = 9"),
  ],
  [
    "an edited hash",
    "edited",
    9,
    (it) => it.store.database.exec("UPDATE record SET hash = zeroblob(32) WHERE seq = 9"),
  ],
  [
    "an edited seal",
    "edited",
    9,
    (it) => it.store.database.exec("UPDATE record SET seal = zeroblob(16) WHERE seq = 9"),
  ],
  [
    "white space in an entry, chained again",
    "edited",
    9,
    (it) => {
      it.store.database.exec("UPDATE record SET entry = replace(entry, ',', ', ') WHERE seq = 9");
      chainAgain(it, 9);
    },
  ],
  [
    "an edited entry, chained again to the end",
    "edited",
    9,
    (it) => {
      it.store.database.exec("UPDATE record SET entry = replace(entry, 'c2', 'c9') WHERE seq = 9");
      chainAgain(it, 9);
    },
  ],
  [
    "what is no entry",
    "unreadable",
    9,
    (it) =>
      it.store.database.exec(
        "PRAGMA ignore_check_constraints = 1; DROP INDEX record_id; DROP INDEX record_time; DROP INDEX record_caller; DROP INDEX record_caller_name; DROP INDEX record_operation; DROP INDEX record_target; DROP INDEX record_target_name; DROP INDEX record_second_target; DROP INDEX record_note; UPDATE record SET entry = '\"text\"' WHERE seq = 9",
      ),
  ],
  ["a removed record", "removed", 9, (it) => it.store.database.exec("DELETE FROM record WHERE seq = 9")],
  ["removed first records", "removed", 1, (it) => it.store.database.exec("DELETE FROM record WHERE seq < 5")],
  [
    "a removed record, the rest renumbered",
    "moved",
    9,
    (it) => {
      it.store.database.exec("DELETE FROM record WHERE seq = 9");
      for (let seq = 10; seq <= 24; seq++)
        it.store.database.exec(`UPDATE record SET seq = ${seq - 1} WHERE seq = ${seq}`);
    },
  ],
  [
    "two swapped records",
    "moved",
    9,
    (it) =>
      it.store.database.exec(
        "UPDATE record SET seq = -1 WHERE seq = 9; UPDATE record SET seq = 9 WHERE seq = 12; UPDATE record SET seq = 12 WHERE seq = -1",
      ),
  ],
  [
    "a duplicated record",
    "duplicated",
    26,
    (it) =>
      it.store.database.exec(
        "INSERT INTO record (seq, entry, hash, seal) SELECT 26, entry, hash, seal FROM record WHERE seq = 9",
      ),
  ],
  [
    "an appended record, well chained",
    "appended",
    26,
    (it) => {
      const entry = canonicalJson({ ...JSON.parse(row(it, 9).entry), seq: 26, id: "rec_forged" });
      const hash = hashEntry(row(it, 25).hash, entry);
      it.store
        .prepare("INSERT INTO record (seq, entry, hash, seal) VALUES (26, ?, ?, ?)")
        .run(entry, hash, sealHash(createSecretKey(Buffer.alloc(32)), hash));
    },
  ],
  ["a cut tail", "truncated", 21, (it) => it.store.database.exec("DELETE FROM record WHERE seq > 20")],
  [
    "a head signed again with another key",
    "key",
    25,
    (it) => {
      const head = signHead(deriveAuditKeys(Buffer.from("thief")), {
        log: "x",
        seq: 25,
        hash: Buffer.from(row(it, 25).hash).toString("hex"),
        time: new Date().toISOString(),
      });
      it.store
        .prepare("UPDATE record_head SET statement = ?, signature = ? WHERE seq = 25")
        .run(head.statement, head.signature);
    },
  ],
  [
    "a broken signature",
    "signature",
    25,
    (it) => it.store.database.exec("UPDATE record_head SET signature = zeroblob(64) WHERE seq = 25"),
  ],
];

for (const [what, kind, sequence, change] of cases) {
  test(`verify names ${what}`, async () => {
    const report = await tampered(change);
    assert.equal(report.ok, false);
    assert.deepEqual([report.broken?.kind, report.broken?.sequence], [kind, sequence], report.broken?.message);
  });
}

test("a tail that was cut together with its heads is named by the copy that lies elsewhere", async () => {
  const cut = (it: AuditFixture): void =>
    it.store.database.exec("DELETE FROM record WHERE seq > 20; DELETE FROM record_head WHERE seq > 20");
  const report = await tampered(cut, { headFile: true });
  assert.deepEqual([report.broken?.kind, report.broken?.sequence], ["truncated", 21]);
});

test("another key file is named at once, at the start and ever after", async () => {
  using it = auditFixture();
  await fill(it);
  it.audit.close();
  it.store.close();
  writeFileSync(join(it.directory, "audit.key"), "another\n");
  const alarms: string[] = [];
  using next = auditFixture({ alarm: (message) => alarms.push(message) }, it.directory);
  assert.equal(next.audit.reader.state().broken?.kind, "key");
  assert.equal(alarms.length, 1);
  await fill(next);
  const report = await next.audit.reader.verify();
  assert.equal(report.broken?.kind, "key");
  using third = next.reopen();
  assert.equal(third.audit.reader.state().broken, undefined, "the break is recorded, the log goes on");
});

test("a start on a broken log goes on, records the break, and says it", async () => {
  using it = auditFixture();
  await fill(it);
  it.audit.close();
  it.store.database.exec("DELETE FROM record WHERE seq > 20");
  it.store.close();
  const alarms: string[] = [];
  using next = auditFixture({ alarm: (message) => alarms.push(message) }, it.directory);
  assert.equal(next.audit.reader.state().broken?.kind, "truncated");
  assert.match(alarms[0] ?? "", /broken/);
  const { sequence } = await next.audit.log.intend(someIntent());
  assert.ok(sequence > 23, "no number is used twice");
  const note = next.audit.reader.list({ kind: "note" }).records.find((record) => record.note === "log.broken");
  assert.equal(note?.detail?.["kind"], "truncated");
});

test("a clock that goes back is said, and breaks nothing", async () => {
  const clock = manualClock();
  using it = auditFixture({ clock });
  await it.audit.log.intend(someIntent());
  clock.advance(-60_000);
  await it.audit.log.intend(someIntent());
  const report = await it.audit.reader.verify();
  assert.equal(report.ok, true);
  assert.equal(report.problems[0]?.kind, "clock");
});

test("heads are appended to the copy, each signed, none with a secret in it", async () => {
  using first = auditFixture();
  const headFile = `${first.directory}-heads`;
  using it = first.reopen({ headFile });
  await fill(it);
  it.audit.close();
  const lines = readFileSync(headFile, "utf8").trim().split("\n");
  assert.equal(lines.length, 2);
  assert.equal((await it.audit.reader.verify()).heads, 6);
  rmSync(headFile);
});
