import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { GnosisError } from "../../kernel/errors.ts";
import { openStore, type Store } from "../../store/store.ts";
import { approvalMigrations } from "../approval/approval-migrations.ts";
import type { Caller } from "../caller/caller.ts";
import { container, fakeGuard, testCaller, touch } from "../test-support/fake-guard.ts";
import { openFreezes } from "./freezes.ts";

function fixture() {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-freezes-"));
  const notes: string[] = [];
  let store: Store;
  const open = () => {
    store = openStore({ directory, migrations: approvalMigrations });
    const freezes = openFreezes({ store, audit: { note: (kind) => void notes.push(kind) } });
    const { guard } = fakeGuard({ targets: [container("web")], freezes });
    const call = (more: Parameters<typeof touch>[0] = {}, caller: Caller = testCaller) =>
      guard.run({ operation: touch(more), input: { id: "web" }, caller });
    return { freezes, guard, call };
  };
  return {
    ...open(),
    notes,
    restart: () => {
      store.close();
      return open();
    },
    [Symbol.dispose]: () => {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const frozen = (error: unknown): boolean => error instanceof GnosisError && error.code === "FROZEN";

test("a freeze lets everybody read and nobody but admins change, until it is lifted", async () => {
  using it = fixture();
  const { id } = it.freezes.create({ reason: "something is odd", by: "ann" });
  await assert.rejects(it.call(), (error: unknown) => frozen(error) && /ann: something is odd/.test(String(error)));
  await it.call({ risk: "read" });
  await it.call({}, { ...testCaller, role: "admin" });
  assert.equal(it.freezes.lift(id, "bob").liftedBy, "bob");
  await it.call();
  assert.throws(() => it.freezes.lift(id, "bob"), { code: "FREEZE_NOT_FOUND" });
  assert.deepEqual(it.notes, ["freeze.created", "freeze.lifted"]);
  assert.equal(it.freezes.list().length, 0);
  assert.equal(it.freezes.list({ all: true }).length, 1);
});

test("one token can be frozen, an admin's can't", async () => {
  using it = fixture();
  it.freezes.create({ token: { id: testCaller.id, name: testCaller.name, role: "developer" }, reason: "x", by: "ann" });
  await assert.rejects(it.call(), frozen);
  await it.call({}, { ...testCaller, id: "other" });
  const admin = { id: "a", name: "a", role: "admin" };
  assert.throws(() => it.freezes.create({ token: admin, reason: "x", by: "ann" }), { code: "CONFLICT" });
});

test("a freeze survives a restart", async () => {
  using it = fixture();
  it.freezes.create({ reason: "x", by: "ann" });
  await assert.rejects(it.restart().call(), frozen);
});

test("what runs on for a frozen caller ends", async () => {
  using it = fixture();
  const operation = touch({
    risk: "read",
    deadline: "none",
    stream: async function* (context) {
      yield { id: "first" };
      // The freeze may come before the reader's wish for more has come this far.
      context.signal.throwIfAborted();
      await new Promise((_, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason as Error));
      });
      return { id: "end" };
    },
  });
  const start = async (caller: Caller) => {
    const { items } = await it.guard.stream({ operation, input: { id: "web" }, caller });
    await items.next();
    return items;
  };
  const mine = await start(testCaller);
  const admins = await start({ ...testCaller, id: "a", role: "admin" });
  const mineEnds = assert.rejects(mine.next(), frozen);
  it.freezes.create({ reason: "x", by: "ann" });
  await mineEnds;
  let over = false;
  const next = admins.next().then(
    () => (over = true),
    () => (over = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(over, false);
  void next;
  await start(testCaller).then((items) => items.return(undefined));
});
