import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { manualClock } from "../../kernel/clock.ts";
import { auditFixture, someIntent } from "./audit-fixture.ts";

test("a call becomes two entries of one id, and the list shows them as one", async () => {
  using it = auditFixture();
  const record = await it.audit.log.intend(someIntent());
  const stored = it.store.prepare("SELECT count(*) AS n FROM record WHERE id = ?").get(record.id);
  assert.equal(stored?.["n"], 1, "the intent is on the disk before intend resolves");
  assert.equal(it.audit.reader.show(record.id).state, "open");
  record.finish({ ok: true, duration: 12.5, ids: ["a".repeat(64)], resultDigest: "d" });
  record.finish({ ok: false, duration: 1 });
  const shown = it.audit.reader.show(record.id);
  assert.equal(shown.state, "done");
  assert.equal(shown.operation, "container.restart");
  assert.equal(shown.sequence, record.sequence);
  assert.equal(shown.outcome?.duration, 12.5);
  assert.deepEqual(it.audit.reader.list({ kind: "call" }).records, [shown]);
});

test("calls of the same moment share one commit", async () => {
  using it = auditFixture();
  const { transaction } = it.store;
  let commits = 0;
  Object.assign(it.store, {
    transaction: (...given: Parameters<typeof transaction>) => {
      commits++;
      return transaction(...given);
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => it.audit.log.intend(someIntent())));
  assert.equal(commits, 1);
});

test("secrets are kept as HMACs only, and a secret can be asked for", async () => {
  using it = auditFixture();
  const token = `gnosis_ab2cd_${"x".repeat(49)}`;
  const { id } = await it.audit.log.intend(
    someIntent({
      input: { env: { DB_PASSWORD: "hunter2" }, command: ["curl", "-H", `Authorization: Bearer ${token}`] },
    }),
  );
  it.audit.log.refuse({
    caller: { id: "x", name: "x", role: "viewer", surface: "mcp", client: `agent ${token}` },
    operation: "container.create",
    endpoint: "local",
    input: { stdin: "hunter2" },
    code: "FORBIDDEN",
    message: "no: postgres://a:hunter2@db/",
  });
  it.audit.log.note("login.failed", { token });
  const found = it.audit.reader.findSecret("hunter2");
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["refusal", "call"],
  );
  assert.equal(found[1]?.id, id);
  assert.equal(it.audit.reader.findSecret(token).length, 3);
  assert.equal(it.audit.reader.findSecret("hunter3").length, 0);
  for (const file of ["gnosis.db", "gnosis.db-wal"]) {
    const bytes = readFileSync(join(it.directory, file));
    assert.ok(!bytes.includes("hunter2") && !bytes.includes(token), file);
  }
});

test("the key file is for its owner alone", () => {
  using it = auditFixture();
  assert.equal(statSync(join(it.directory, "audit.key")).mode & 0o777, 0o600);
});

test("the list filters by every field and pages without gaps", async () => {
  const clock = manualClock();
  using it = auditFixture({ clock });
  for (let index = 0; index < 25; index++) {
    clock.advance(1_000);
    const bob = { id: "tok2", name: "bob", role: "viewer", surface: "mcp", session: "s1" } as const;
    const record = await it.audit.log.intend(
      someIntent({
        operation: index % 2 === 0 ? "container.restart" : "network.connect",
        targets: [
          { kind: "container", id: String(index % 5).repeat(64), name: `c${index % 5}` },
          { kind: "network", id: "n".repeat(64), name: "net" },
        ].slice(0, index % 2 === 0 ? 1 : 2) as never,
        ...(index % 5 === 0 ? { caller: bob } : {}),
      }),
    );
    record.finish({ ok: index % 3 !== 0, duration: 1, ...(index % 3 === 0 ? { code: "CONFLICT" } : {}) });
  }
  const { list } = it.audit.reader;
  const count = (query: Parameters<typeof list>[0]): number => list({ kind: "call", ...query }).records.length;
  assert.equal(count({}), 25);
  assert.equal(count({ caller: "bob" }), 5);
  assert.equal(count({ caller: "tok2" }), 5);
  assert.equal(count({ session: "s1" }), 5);
  assert.equal(count({ operation: "network.connect" }), 12);
  assert.equal(count({ operation: "container.*" }), 13);
  assert.equal(count({ operation: "*" }), 25);
  assert.equal(count({ target: "c1" }), 5);
  assert.equal(count({ target: "1".repeat(64) }), 5);
  assert.equal(count({ target: "net" }), 12);
  assert.equal(count({ ok: false }), 9);
  assert.equal(count({ ok: true }), 16);
  assert.equal(count({ decision: "deny" }), 0);
  assert.equal(count({ since: clock.now() - 3_500 }), 4);
  assert.equal(count({ until: clock.now() - 3_500, caller: "bob" }), 5);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = list({ kind: "call", limit: 7, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.records.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  assert.equal(new Set(seen).size, 25);
  assert.throws(() => list({ cursor: "x" }), { code: "INPUT_INVALID" });
  assert.throws(() => it.audit.reader.show("rec_none"), { code: "RECORD_NOT_FOUND" });
});

test("a flood of the same refusal becomes a number; others are still told apart", () => {
  const clock = manualClock();
  using it = auditFixture({ clock });
  const refuse = (id: string): void =>
    it.audit.log.refuse({
      caller: { id, name: id, role: "viewer", surface: "rest" },
      operation: "container.remove",
      endpoint: "local",
      code: "FORBIDDEN",
      message: "no",
    });
  for (let index = 0; index < 1_000; index++) refuse("flood");
  refuse("other");
  const again = it.reopen();
  const { records } = again.audit.reader.list({ kind: "refusal" });
  assert.equal(records.filter(({ caller }) => caller?.id === "flood").length, 20);
  assert.equal(records.filter(({ caller }) => caller?.id === "other").length, 1);
  const note = again.audit.reader.list({ kind: "note" }).records.find((record) => record.note === "refusals.counted");
  assert.equal(note?.detail?.["count"], 980);
  again[Symbol.dispose]();
});

test("a crash leaves calls without an outcome, and the next start says so", async () => {
  using it = auditFixture();
  const cut = await it.audit.log.intend(someIntent());
  const done = await it.audit.log.intend(someIntent());
  done.finish({ ok: true, duration: 1 });
  it.audit.reader.list({});
  using next = it.crash();
  assert.equal(next.audit.reader.show(cut.id).state, "unknown");
  assert.equal(next.audit.reader.show(done.id).state, "done");
  const report = await next.audit.reader.verify();
  assert.equal(report.ok, true);
  assert.deepEqual(report.unknown, [cut.id]);
  using third = next.crash();
  assert.deepEqual((await third.audit.reader.verify()).unknown, [cut.id], "said once");
});

test("while the disk refuses, changes fail closed and reads go on; then all of it is recorded", async () => {
  const clock = manualClock();
  const alarms: string[] = [];
  using it = auditFixture({ clock, alarm: (message) => alarms.push(message) });
  const pages = Number(it.store.database.prepare("PRAGMA page_count").get()?.["page_count"]);
  it.store.database.exec(`PRAGMA max_page_count = ${pages}`);
  const big = someIntent({ input: { text: Array.from({ length: 20 }, () => "x".repeat(1_900)) } });
  await assert.rejects(it.audit.log.intend(big), { code: "AUDIT_UNAVAILABLE", status: 503 });
  await assert.rejects(it.audit.log.intend(big), { code: "AUDIT_UNAVAILABLE" });
  clock.advance(1_000);
  await assert.rejects(it.audit.log.intend(big), { code: "AUDIT_UNAVAILABLE" });
  const read = await it.audit.log.intend(someIntent({ risk: "read", operation: "container.list" }));
  read.finish({ ok: true, duration: 1 });
  assert.equal(it.audit.reader.state().writable, false);
  assert.match(it.audit.reader.state().reason ?? "", /disk is full/);
  assert.equal(alarms.length, 1);
  it.store.database.exec("PRAGMA max_page_count = 100000");
  clock.advance(1_000);
  const after = await it.audit.log.intend(someIntent());
  assert.equal(it.audit.reader.state().writable, true);
  assert.equal(it.audit.reader.show(read.id).state, "done");
  const refused = it.audit.reader.list({ ok: false }).records;
  assert.ok(refused.length >= 2 && refused.every(({ outcome }) => outcome?.code === "AUDIT_UNAVAILABLE"));
  assert.equal(it.audit.reader.show(after.id).state, "open");
  assert.equal((await it.audit.reader.verify()).ok, true);
});

test("hostile text stays one value on one line, and anything at all can be recorded", async () => {
  using it = auditFixture();
  const hostile = 'web","ok":true}\n\u001b[2J\u2028\ud800';
  const cyclic: Record<string, unknown> = { big: 1n, at: new Date(Number.NaN), bytes: Buffer.alloc(9) };
  cyclic["self"] = cyclic;
  const { id } = await it.audit.log.intend(
    someIntent({ targets: [{ kind: "container", id: "b".repeat(64), name: hostile }], input: { hostile, cyclic } }),
  );
  assert.equal(it.audit.reader.show(id).targets?.[0]?.name, hostile.toWellFormed());
  const row = it.store.prepare("SELECT entry FROM record WHERE id = ?").get(id);
  assert.doesNotMatch(String(row?.["entry"]), /[\u0000-\u001f]/);
  assert.equal((await it.audit.reader.verify()).ok, true);
});

test("an input beyond all measure is kept as its size and digest", async () => {
  using it = auditFixture();
  const input = { list: Array.from({ length: 5_000 }, (_, index) => ({ index, text: "y".repeat(3_000) })) };
  const { id } = await it.audit.log.intend(someIntent({ input }));
  assert.ok(JSON.stringify(it.audit.reader.show(id)).length < 70_000);
});

test("the export is the stored entries, oldest first, each with its hash", async () => {
  using it = auditFixture();
  for (let index = 0; index < 3; index++) (await it.audit.log.intend(someIntent())).finish({ ok: true, duration: 1 });
  const entries = [...it.audit.reader.entries({})];
  assert.deepEqual(
    entries.map((entry) => entry["kind"]),
    ["note", "note", "intent", "outcome", "intent", "outcome", "intent", "outcome"],
  );
  assert.match(String(entries[0]?.["hash"]), /^[0-9a-f]{64}$/);
});
