import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { GnosisError } from "../../kernel/errors.ts";
import { openStore } from "../../store/store.ts";
import { openTrash } from "../trash/trash.ts";
import type { ContainerFacts, TrashEngine } from "../trash/trash-engine.ts";
import { trashMigrations } from "../trash/trash-table.ts";
import { openSwaps } from "./swap.ts";
import { swapMigrations } from "./swap-table.ts";

const directories: string[] = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

type Box = { -readonly [K in keyof ContainerFacts]: ContainerFacts[K] };
const old = "a".repeat(64);
const fresh = "b".repeat(64);

/** An engine of boxes whose steps can be made to fail, before or after they have had their effect. */
function boxes() {
  const all = new Map<string, Box>();
  const faults = { count: 0, fails: ((): undefined => undefined) as (count: number) => "before" | "after" | undefined };
  const steps: string[] = [];
  const step = async <T>(name: string, work: () => T): Promise<T> => {
    const fault = faults.fails(++faults.count);
    if (fault === "before") throw new Error(`cut off before ${name}`);
    steps.push(name);
    const value = work();
    if (fault === "after") throw new Error(`cut off after ${name}`);
    return value;
  };
  const box = (id: string): Box => {
    const found = all.get(id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  const rename = (id: string, name: string): void => {
    for (const one of all.values())
      if (one.name === name && one.id !== id) throw new GnosisError("CONFLICT", `${name} is taken`);
    box(id).name = name;
  };
  const add = (id: string, name: string, running: boolean): string => {
    const facts = {
      id,
      name,
      running,
      image: "busybox",
      imageId: "sha256:1",
      volumes: [],
      autoRemove: false,
      labels: {},
    };
    all.set(id, { ...facts, networks: [], restartPolicy: { Name: "always", MaximumRetryCount: 0 } });
    return id;
  };
  const engine: TrashEngine = {
    facts: (id) => Promise.resolve(all.has(id) ? { ...box(id) } : undefined),
    size: () => Promise.resolve(10),
    stop: (id) => step("stop", () => void (box(id).running = false)),
    start: (id) => step("start", () => void (box(id).running = true)),
    rename: (id, name) => step("rename", () => rename(id, name)),
    setRestartPolicy: (id, policy) => step("policy", () => void (box(id).restartPolicy = policy)),
    remove: (id) => step("remove", () => void all.delete(id)),
    named: (name) => Promise.resolve([...all.values()].find((one) => one.name === name)?.id),
    network: (reference) => Promise.resolve(reference),
    disconnect: () => Promise.resolve(),
    connect: () => Promise.resolve(),
  };
  const request = {
    container: old,
    grace: 1,
    by: "bot",
    successor: { make: (name: string) => step("make", () => add(fresh, name, false)) },
    watch: () => step("watch", () => undefined),
  };
  return { engine, all, add, faults, request, steps };
}

function open(
  engine: TrashEngine,
  { keepTime = 1000_000, directory = mkdtempSync(join(tmpdir(), "gnosis-swap-")) } = {},
) {
  directories.push(directory);
  const notes: string[] = [];
  const note = (kind: string): void => void notes.push(kind);
  const store = openStore({ directory, migrations: [...trashMigrations, ...swapMigrations] });
  const trash = openTrash({ store, endpoint: "default", engine, keepTime, maxBytes: 100, note });
  const swaps = openSwaps({ store, endpoint: "default", engine, trash, note });
  return { trash, swaps, notes, directory, close: store.close };
}

const shape = ({ name, running, restartPolicy }: Box): unknown[] => [name, running, restartPolicy.Name];
const asBefore = ["web", true, "always"];
/** Steps of a whole swap until it is settled, and of putting the former one away after it. */
const untilSettled = ["make", "rename", "policy", "stop", "policy", "rename", "start", "watch", "policy"];
const whole = untilSettled.length + 2;

test("the new container runs under the name, and the former one is in the trash as it was", async () => {
  const { engine, all: there, add, request, steps } = boxes();
  add(old, "web", true);
  const { swaps, trash, close } = open(engine);
  const { id, former } = await swaps.swap(request);
  assert.deepEqual([id, former.kind], [fresh, "trash"]);
  assert.equal(steps.slice(0, untilSettled.length).join(), untilSettled.join());
  assert.deepEqual(shape(there.get(fresh)!), asBefore);
  const [kept] = trash.list();
  assert.deepEqual([kept?.name, kept?.wasRunning, kept?.restartPolicy.Name], asBefore);
  assert.ok(trash.hides(old));
  close();
});

test("whatever step fails, the former container is back as it was and the new one is gone", async () => {
  for (const when of ["before", "after"] as const) {
    for (let at = 1; at <= untilSettled.length; at++) {
      const { engine, all: there, add, faults, request } = boxes();
      add(old, "web", true);
      const { swaps, trash, close } = open(engine);
      faults.fails = (count) => (count === at ? when : undefined);
      await assert.rejects(
        swaps.swap(request),
        /Recreating 'web' failed at .* The former container (is back as it was|has not been touched)/,
      );
      assert.deepEqual([...there.keys()], [old], `${when} ${at}`);
      assert.deepEqual(shape(there.get(old)!), asBefore, `${when} ${at}`);
      assert.equal(trash.list().length, 0);
      faults.fails = () => undefined;
      assert.equal((await swaps.swap(request)).id, fresh, "and can be tried again");
      close();
    }
  }
});

test("wherever the server dies before the swap is settled, its next start puts the former container back", async () => {
  for (const when of ["before", "after"] as const) {
    for (let at = 1; at <= untilSettled.length; at++) {
      const { engine, all: there, add, faults, request } = boxes();
      add(old, "web", true);
      const first = open(engine);
      faults.fails = (count) => (count === at ? when : count > at ? "before" : undefined);
      await assert.rejects(first.swaps.swap(request));
      first.close();
      // The way back may be cut off as well, at each of its steps.
      for (let again = 1; again <= 5; again++) {
        faults.count = 0;
        faults.fails = (count) => (count >= again ? "before" : undefined);
        const dying = open(engine, { directory: first.directory });
        await dying.swaps.sweep();
        dying.close();
        assert.ok(there.has(old), `${when} ${at} ${again}`);
      }
      faults.fails = () => undefined;
      const last = open(engine, { directory: first.directory });
      await last.swaps.sweep();
      assert.deepEqual([...there.keys()], [old], `${when} ${at}`);
      assert.deepEqual(shape(there.get(old)!), asBefore, `${when} ${at}`);
      last.close();
    }
  }
});

test("wherever the server dies after the swap is settled, its next start puts the former container away", async () => {
  for (const when of ["before", "after"] as const) {
    for (let at = untilSettled.length + 1; at <= whole; at++) {
      const { engine, all: there, add, faults, request } = boxes();
      add(old, "web", true);
      const first = open(engine);
      faults.fails = (count) => (count === at ? when : count > at ? "before" : undefined);
      await first.swaps.swap(request);
      first.close();
      faults.fails = () => undefined;
      const { trash, swaps, close } = open(engine, { directory: first.directory });
      await trash.sweep();
      await swaps.sweep();
      assert.deepEqual(shape(there.get(fresh)!), asBefore, `${when} ${at}`);
      const [kept] = trash.list();
      assert.deepEqual([kept?.container, kept?.state, kept?.name, kept?.wasRunning], [old, "kept", "web", true]);
      close();
    }
  }
});

test("while it is watched the new container is not started again by the engine, and one that ends then is put back", async () => {
  const { engine, all: there, add, request } = boxes();
  add(old, "web", true);
  const { swaps, close } = open(engine);
  let policy: string | undefined;
  const ends = (): Promise<void> => {
    policy = there.get(fresh)!.restartPolicy.Name;
    there.get(fresh)!.running = false;
    return Promise.resolve();
  };
  await assert.rejects(swaps.swap({ ...request, watch: ends }), /at watching the new container: It ended by itself/);
  assert.equal(policy, "no");
  assert.deepEqual(shape(there.get(old)!), asBefore);
  close();
});

test("a container that did not run is replaced by one that does not run", async () => {
  const { engine, all: there, add, request, steps } = boxes();
  add(old, "web", false);
  const { swaps, trash, close } = open(engine);
  await swaps.swap(request);
  assert.equal(there.get(fresh)?.running, false);
  assert.ok(!steps.includes("start") && !steps.includes("watch"));
  assert.equal(trash.list()[0]?.wasRunning, false);
  close();
});

test("where the trash keeps nothing, the former container stays, stopped, under another name", async () => {
  const { engine, all: there, add, request } = boxes();
  add(old, "web", true);
  const { swaps, close } = open(engine, { keepTime: 0 });
  const { former } = await swaps.swap(request);
  assert.deepEqual(former, { kind: "stopped", name: "gnosis-former-aaaaaaaaaaaa", reason: "switched-off" });
  assert.deepEqual(shape(there.get(old)!), ["gnosis-former-aaaaaaaaaaaa", false, "no"]);
  close();
});

test("when somebody else has removed the former container for good, the new one stays", async () => {
  const { engine, all: there, add, request } = boxes();
  add(old, "web", true);
  const { swaps, notes, close } = open(engine);
  const watch = (): Promise<void> => {
    there.delete(old);
    return Promise.reject(new Error("unwell"));
  };
  await assert.rejects(swaps.swap({ ...request, watch }));
  assert.deepEqual([...there.keys()], [fresh]);
  assert.ok(notes.includes("recreate.former-gone"));
  close();
});

test("a container that removes itself is refused while it runs, and one at a time is recreated", async () => {
  const { engine, all: there, add, request } = boxes();
  add(old, "web", true);
  const { swaps, trash, close } = open(engine);
  const first = swaps.swap(request);
  await assert.rejects(swaps.swap(request), { code: "CONFLICT" });
  await assert.rejects(trash.remove(old, { force: true, volumes: false, by: "bot" }), { code: "CONFLICT" });
  await first;
  add("c".repeat(64), "job", true);
  there.get("c".repeat(64))!.autoRemove = true;
  await assert.rejects(swaps.swap({ ...request, container: "c".repeat(64) }), { code: "CONFLICT" });
  close();
});

test("a former container is nobody else's while its place is being taken", async () => {
  const { engine, add, request } = boxes();
  add(old, "web", true);
  const { swaps, close } = open(engine);
  const seen: boolean[] = [];
  const watch = (): Promise<void> => Promise.resolve(void seen.push(swaps.hides(old), swaps.hides(fresh)));
  await swaps.swap({ ...request, watch });
  assert.deepEqual([...seen, swaps.hides(old)], [true, false, false]);
  close();
});

test("when somebody else has taken the name meanwhile, the former container runs again and gets its name when that is free", async () => {
  const { engine, all: there, add, request } = boxes();
  add(old, "web", true);
  const { swaps, notes, close } = open(engine);
  const thief = "d".repeat(64);
  const watch = (): Promise<void> => {
    there.get(fresh)!.name = "other";
    add(thief, "web", true);
    return Promise.reject(new Error("unwell"));
  };
  await assert.rejects(swaps.swap({ ...request, watch }), /failed too .*the server tries again every minute/);
  assert.deepEqual(shape(there.get(old)!), ["gnosis-former-aaaaaaaaaaaa", true, "always"]);
  await swaps.sweep();
  assert.ok(notes.includes("recreate.stuck"));
  there.delete(thief);
  await swaps.sweep();
  assert.deepEqual(shape(there.get(old)!), asBefore);
  close();
});

test("a swap that ends while the sweep is busy with another is not undone by it", async () => {
  const world = boxes();
  const { engine, all: there, add, request, faults } = world;
  const other = "0".repeat(64);
  add(other, "db", true);
  faults.fails = (count) => (count > 2 ? "before" : undefined);
  const first = open(engine);
  const made = { make: () => Promise.resolve(add("f".repeat(64), "gnosis-new-000000000000", false)) };
  await assert.rejects(first.swaps.swap({ ...request, container: other, successor: made }));
  faults.fails = () => undefined;
  const slow = Promise.withResolvers<void>();
  const well = Promise.withResolvers<void>();
  const remove: TrashEngine["remove"] = (id, volumes) => slow.promise.then(() => engine.remove(id, volumes));
  first.close();
  const { swaps, close } = open({ ...engine, remove }, { directory: first.directory });
  add(old, "web", true);
  const begun = Promise.withResolvers<void>();
  const watch = (): Promise<void> => {
    begun.resolve();
    return well.promise;
  };
  const swapping = swaps.swap({ ...request, watch });
  await begun.promise;
  const sweeping = swaps.sweep();
  well.resolve();
  await swapping;
  slow.resolve();
  await sweeping;
  assert.deepEqual(shape(there.get(fresh)!), asBefore);
  assert.deepEqual(shape(there.get(other)!), ["db", true, "always"]);
  close();
});

/** One in the trash that was called `web`, and another that is called so now. */
async function inPlace(world: ReturnType<typeof boxes>, directory?: string) {
  const { engine, add } = world;
  const opened = open(engine, directory === undefined ? {} : { directory });
  add(old, "web", true);
  await opened.trash.remove(old, { force: true, volumes: false, by: "bot" });
  add(fresh, "web", true);
  world.faults.count = 0;
  world.steps.length = 0;
  return { ...opened, back: () => opened.swaps.swap({ container: fresh, by: "bot", successor: { trashed: old } }) };
}

/** Steps of bringing one back in another's place until it is settled. */
const returning = ["rename", "policy", "stop", "rename", "policy", "start"];

test("one from the trash takes the place of another, which goes into the trash", async () => {
  const world = boxes();
  const { trash, back, close } = await inPlace(world);
  const { id, former } = await back();
  assert.deepEqual([id, former.kind], [old, "trash"]);
  assert.equal(world.steps.slice(0, returning.length).join(), returning.join());
  assert.deepEqual(shape(world.all.get(old)!), asBefore);
  assert.deepEqual(
    trash.list().map(({ container, name, wasRunning }) => [container, name, wasRunning]),
    [[fresh, "web", true]],
  );
  close();
});

test("wherever taking the place from the trash is cut off, the one in place is back and the other in the trash", async () => {
  for (const when of ["before", "after"] as const) {
    for (const dies of [false, true]) {
      for (let at = 1; at <= returning.length; at++) {
        const world = boxes();
        const { trash, swaps, back, close, directory } = await inPlace(world);
        world.faults.fails = (count) => (count === at ? when : dies && count > at ? "before" : undefined);
        await assert.rejects(back());
        world.faults.fails = () => undefined;
        let now = { trash, swaps, close };
        if (dies) {
          close();
          now = open(world.engine, { directory });
          await now.swaps.sweep();
          await now.trash.sweep();
        }
        const what = `${when} ${at} ${dies}`;
        assert.deepEqual(shape(world.all.get(fresh)!), asBefore, what);
        assert.deepEqual(
          now.trash.list().map(({ container, state, name, wasRunning }) => [container, state, name, wasRunning]),
          [[old, "kept", "web", true]],
          what,
        );
        assert.deepEqual(shape(world.all.get(old)!).slice(1), [false, "no"], what);
        now.close();
      }
    }
  }
});
