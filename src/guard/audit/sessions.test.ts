import type { RecordedCaller } from "../../catalogue/ports/audit-reader.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { manualClock } from "../../kernel/clock.ts";
import { auditFixture, someIntent } from "./audit-fixture.ts";

const ann: RecordedCaller = { id: "t1", name: "ann", role: "operator", surface: "rest" };

/** A log and a way to make calls in it. */
function fixture() {
  const clock = manualClock();
  const it = auditFixture({ clock });
  const call = async (caller: RecordedCaller, change: Parameters<typeof someIntent>[0] = {}, ok = true) => {
    const record = await it.audit.log.intend(someIntent({ caller, ...change }));
    record.finish({ ok, duration: 1, ...(ok ? {} : { code: "CONFLICT" }) });
    return record;
  };
  return { ...it, clock, call };
}

test("calls of one named session belong together, whatever else happens in between", async () => {
  using it = fixture();
  const bot: RecordedCaller = {
    id: "t2",
    name: "bot",
    role: "viewer",
    surface: "mcp",
    client: "agent",
    session: "s-1",
  };
  await it.call(bot, { risk: "read", operation: "container.list" });
  await it.call(ann);
  it.clock.advance(3_600_000);
  await it.call(bot);
  await it.call(bot, {}, false);
  it.audit.log.refuse({
    caller: bot,
    operation: "container.remove",
    endpoint: "local",
    code: "FORBIDDEN",
    message: "no",
  });
  const list = it.audit.sessions.list({});
  assert.equal(list.length, 2);
  const { ended: _, started: __, ...session } = list.find(({ id }) => id === "s-1") ?? assert.fail();
  assert.deepEqual(session, {
    id: "s-1",
    caller: { id: "t2", name: "bot", role: "viewer" },
    surfaces: ["mcp"],
    clients: ["agent"],
    ...{ calls: 4, changes: 2, failed: 1, refused: 1, unknown: 0 },
    operations: [
      { operation: "container.restart", calls: 2 },
      { operation: "container.list", calls: 1 },
      { operation: "container.remove", calls: 1 },
    ],
  });
  assert.equal(it.audit.sessions.inspect("s-1").records.length, 4);
});

test("without a name a session is the calls that are less than ten minutes apart, and its id does not depend on where one looks", async () => {
  using it = fixture();
  const first = await it.call(ann);
  for (let count = 0; count < 3; count++) {
    it.clock.advance(9 * 60_000);
    await it.call(ann);
  }
  it.clock.advance(11 * 60_000);
  const second = await it.call(ann);
  const ids = it.audit.sessions.list({}).map(({ id }) => id);
  assert.deepEqual(ids, [`at-${second.sequence}`, `at-${first.sequence}`]);
  const late = it.audit.sessions.list({ since: it.clock.now() - 12 * 60_000 });
  assert.deepEqual(
    late.map(({ id }) => id),
    ids,
    "a session that began before is called the same",
  );
  assert.equal(it.audit.sessions.inspect(`at-${first.sequence}`).records.length, 4);
  assert.equal(it.audit.sessions.inspect(`at-${second.sequence}`).records.length, 1);
  assert.equal(it.audit.sessions.list({ caller: "nobody" }).length, 0);
  assert.equal(it.audit.sessions.list({ caller: "ann" }).length, 2);
});

test("another caller's calls under the same session name are not taken in, and what is not there is said", async () => {
  using it = fixture();
  await it.call({ ...ann, session: "s-1" });
  await it.call({ ...ann, id: "t9", name: "mallory", session: "s-1" });
  const { session, records } = it.audit.sessions.inspect("s-1");
  assert.deepEqual([session.caller.name, records.length], ["ann", 1]);
  assert.equal(it.audit.sessions.list({}).length, 2);
  for (const id of ["none", "at-99999", "at-1"]) {
    assert.throws(() => it.audit.sessions.inspect(id), { code: "SESSION_NOT_FOUND" });
  }
});
