import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { manualClock } from "../../kernel/clock.ts";
import { openStore } from "../../store/store.ts";
import { openTrash, type Trash } from "./trash.ts";
import type { ContainerFacts, TrashEngine } from "./trash-engine.ts";
import { trashMigrations } from "./trash-table.ts";

const hour = 3_600_000;
const directories: string[] = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

type Box = { -readonly [K in keyof ContainerFacts]: ContainerFacts[K] };

/** An engine of boxes whose steps can be made to fail: `fails` is told each step and its number. */
function boxes(fails: (step: string, count: number) => boolean = () => false) {
  const all = new Map<string, Box>();
  let count = 0;
  const step = <T>(name: string, work: () => T): Promise<T> =>
    fails(name, ++count) ? Promise.reject(new Error(`cut off at ${name}`)) : Promise.resolve(work());
  const box = (id: string): Box => {
    const found = all.get(id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  const engine: TrashEngine = {
    facts: (id) => Promise.resolve(all.has(id) ? { ...box(id) } : undefined),
    size: () => Promise.resolve(10),
    stop: (id) => step("stop", () => void (box(id).running = false)),
    start: (id) => step("start", () => void (box(id).running = true)),
    rename: (id, name) => step("rename", () => void (box(id).name = name)),
    setRestartPolicy: (id, policy) => step("policy", () => void (box(id).restartPolicy = policy)),
    remove: (id) => step("remove", () => void all.delete(id)),
    named: (name) => Promise.resolve([...all.values()].find((one) => one.name === name)?.id),
    network: (reference) => Promise.resolve(reference),
    disconnect: () => step("disconnect", () => undefined),
    connect: () => step("connect", () => undefined),
  };
  const add = (id: string): Box => {
    const made: Box = {
      id,
      name: "web",
      image: "busybox",
      imageId: "sha256:1",
      volumes: [],
      running: true,
      autoRemove: false,
      restartPolicy: { Name: "always", MaximumRetryCount: 0 },
      labels: {},
      networks: [],
    };
    all.set(id, made);
    return made;
  };
  return { engine, all, add };
}

function open(engine: TrashEngine, directory = mkdtempSync(join(tmpdir(), "gnosis-trash-"))) {
  directories.push(directory);
  const clock = manualClock();
  const notes: string[] = [];
  const store = openStore({ directory, migrations: trashMigrations });
  const trash: Trash = openTrash({
    store,
    endpoint: "default",
    engine,
    keepTime: hour,
    maxBytes: 100,
    clock,
    note: (kind) => notes.push(kind),
  });
  return { trash, clock, notes, directory, close: store.close };
}

const id = "a".repeat(64);
const request = { force: true, volumes: false, by: "bot" };

test("wherever a removal is cut off, the next start finishes it and the container can come back", async () => {
  for (let at = 1; at <= 3; at++) {
    let cut = true;
    const { engine, add } = boxes((_step, count) => cut && count >= at);
    const box = add(id);
    const first = open(engine);
    await assert.rejects(first.trash.remove(id, request));
    assert.ok(first.trash.hides(id));
    first.close();
    cut = false;
    const second = open(engine, first.directory);
    await second.trash.sweep();
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], [`gnosis-trash-${id.slice(0, 12)}`, false, "no"]);
    await second.trash.restore(id);
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], ["web", true, "always"]);
    assert.ok(!second.trash.hides(id));
    second.close();
  }
});

test("wherever a return is cut off, the next start finishes it, and nothing is there twice", async () => {
  for (let at = 1; at <= 3; at++) {
    let cut = 0;
    const { engine, add, all } = boxes((_step, count) => cut > 0 && count >= cut);
    const box = add(id);
    const first = open(engine);
    await first.trash.remove(id, request);
    cut = 3 + at;
    await assert.rejects(first.trash.restore(id));
    first.close();
    cut = 0;
    const second = open(engine, first.directory);
    await second.trash.sweep();
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], ["web", true, "always"]);
    assert.equal(second.trash.list().length, 0);
    assert.equal(all.size, 1);
    second.close();
  }
});

test("whatever step of a removal the engine refuses, the container is as it was and can be removed later", async () => {
  for (let at = 1; at <= 3; at++) {
    const { engine, add } = boxes((_step, count) => count === at);
    const box = add(id);
    const { trash, close } = open(engine);
    await assert.rejects(trash.remove(id, request), /cut off/);
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], ["web", true, "always"]);
    assert.deepEqual([trash.hides(id), trash.list().length], [false, 0]);
    await trash.remove(id, request);
    assert.equal(trash.list()[0]?.wasRunning, true);
    close();
  }
});

test("whatever step of a return the engine refuses, the container is in the trash as it was and can come back later", async () => {
  for (let at = 1; at <= 3; at++) {
    const { engine, add } = boxes((_step, count) => count === 3 + at);
    const box = add(id);
    const { trash, close } = open(engine);
    await trash.remove(id, request);
    await assert.rejects(trash.restore(id), /cut off/);
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], [`gnosis-trash-${id.slice(0, 12)}`, false, "no"]);
    assert.deepEqual([trash.hides(id), trash.list()[0]?.state], [true, "kept"]);
    await trash.restore(id);
    assert.deepEqual([box.name, box.running, box.restartPolicy.Name], ["web", true, "always"]);
    close();
  }
});

test("a container that can't start on its return goes back into the trash as it was", async () => {
  const { engine, add } = boxes((step) => step === "start");
  const box = add(id);
  const { trash, close } = open(engine);
  await trash.remove(id, request);
  await assert.rejects(trash.restore(id));
  assert.deepEqual([box.name, box.running, box.restartPolicy.Name], [`gnosis-trash-${id.slice(0, 12)}`, false, "no"]);
  assert.equal(trash.list()[0]?.state, "kept");
  await trash.restore(id, false);
  assert.equal(box.name, "web");
  close();
});

test("what has expired is removed for good, and nothing else", async () => {
  const { engine, add, all } = boxes();
  add(id);
  const { trash, clock, notes, close } = open(engine);
  await trash.remove(id, request);
  clock.advance(hour - 1);
  await trash.sweep();
  assert.equal(all.size, 1);
  clock.advance(1);
  await trash.sweep();
  assert.equal(all.size, 0);
  assert.deepEqual(notes, ["trash.expired"]);
  close();
});

test("one that is brought back while the sweep is busy with others stays, and a return waits for the sweep's look at it", async () => {
  const slow = Promise.withResolvers<void>();
  const { engine, add, all } = boxes();
  const { trash, clock, close } = open({
    ...engine,
    remove: (one, volumes) => slow.promise.then(() => engine.remove(one, volumes)),
  });
  const [first, second] = ["b".repeat(64), "c".repeat(64)] as const;
  for (const one of [second, first]) {
    add(one).name = one;
    await trash.remove(one, request);
    clock.advance(1);
  }
  clock.advance(hour);
  const sweeping = trash.sweep();
  const late = assert.rejects(trash.restore(first), { code: "TRASH_NOT_FOUND" });
  await trash.restore(second);
  slow.resolve();
  await sweeping;
  await late;
  assert.deepEqual([...all.keys()], [second]);
  assert.equal(all.get(second)?.running, true);
  close();
});

test("the oldest make room when the trash is full, and one that is too large is not kept", async () => {
  const { engine, add, all } = boxes();
  const ids = Array.from({ length: 11 }, (_, index) => index.toString(16).repeat(64));
  const { trash, clock, close } = open(engine);
  for (const one of ids) {
    add(one).name = one;
    await trash.remove(one, request);
    clock.advance(1);
  }
  assert.equal(all.has(ids[0] ?? ""), false);
  assert.equal(trash.list().length, 10);
  const large = open({ ...engine, size: () => Promise.resolve(101) });
  add(id);
  assert.deepEqual(await large.trash.remove(id, request), { kept: false, reason: "too-large" });
  assert.equal(all.has(id), false);
  large.close();
  close();
});

test("a removal and a return of the same container at once do not mix", async () => {
  const { engine, add } = boxes();
  add(id);
  const { trash, close } = open(engine);
  const going = trash.remove(id, request);
  await assert.rejects(trash.remove(id, request), /just now/);
  await going;
  close();
});

test("one that somebody removed behind our back is forgotten, with a note", async () => {
  const { engine, add, all } = boxes();
  add(id);
  const { trash, notes, close } = open(engine);
  await trash.remove(id, request);
  all.clear();
  await trash.sweep();
  assert.deepEqual([trash.list().length, trash.hides(id), ...notes], [0, false, "trash.gone"]);
  close();
});
