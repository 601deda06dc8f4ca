import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { EventKeeper } from "../../src/engine/events/event-keeper.ts";
import { eventMigrations } from "../../src/engine/events/event-migrations.ts";
import { eventGaps, keptEvents } from "../../src/engine/events/event-query.ts";
import { Missed } from "../../src/engine/fanout.ts";
import { LiveState } from "../../src/engine/live/live-state.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const run = `events-${process.pid}-${Date.now()}`;
const client = createEngineClient(endpointUnderTest());
const directory = mkdtempSync(join(tmpdir(), "gd-events-"));
let store: Store;
let live: LiveState;
let keeper: EventKeeper;

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (condition()) return;
    await delay(100);
  }
  assert.fail(`it never came true: ${what}`);
}

async function open(): Promise<void> {
  live = new LiveState(client);
  const cause = { record: "rec_1", caller: "build-bot", surface: "mcp", operation: "container.kill" };
  keeper = new EventKeeper({
    store,
    live,
    endpoint: "default",
    keptFor: 86_400_000,
    keptAtMost: 10_000,
    cause: (event) => (event.Action === "die" ? cause : undefined),
  });
  live.resumeFrom = keeper.resumeFrom;
  live.start();
  await until("the live state is filled", () => live.live);
}

function close(): void {
  keeper.close();
  live.stop();
}

const kept = (object: string) => {
  keeper.write();
  return [...keptEvents(store, "default", { object })].toReversed();
};
const actions = (object: string) => kept(object).map(({ action }) => action);

async function container(): Promise<string> {
  const body = { Image: "busybox:latest", Cmd: ["true"], Labels: { "gnosis-docker.test": run, password: "hunter2" } };
  return (await client.json<{ Id: string }>("POST", "/containers/create", { body })).Id;
}
const remove = (id: string) => client.json("DELETE", `/containers/${id}`, { query: { force: true } });

before(async () => {
  store = openStore({ directory, migrations: eventMigrations });
  await open();
});
after(() => {
  close();
  client.close();
  store.close();
  rmSync(directory, { recursive: true });
});

test("events are kept with what caused them, and secrets in them are masked", async () => {
  const id = await container();
  await client.json("POST", `/containers/${id}/start`);
  await client.json("POST", `/containers/${id}/wait`);
  await remove(id);
  await until("its end is kept", () => actions(id).includes("destroy"));
  assert.deepEqual(actions(id).filter((action) => ["create", "start", "die", "destroy"].includes(action)), ["create", "start", "die", "destroy"]); // prettier-ignore
  const died = kept(id).find(({ action }) => action === "die")!;
  assert.equal(died.cause?.caller, "build-bot");
  assert.equal(died.attributes["exitCode"], "0");
  assert(!JSON.stringify(kept(id)).includes("hunter2"));
  assert.deepEqual(
    [...keptEvents(store, "default", { object: id, caused: true })].map(({ action }) => action),
    ["die"],
  );
});

test("what happened while nobody listened is kept afterwards, without a gap and without doubles", async () => {
  const id = await container();
  await until("its creation is kept", () => actions(id).includes("create"));
  close();
  await remove(id);
  await open();
  await until("its end is kept", () => actions(id).includes("destroy"));
  assert.deepEqual(actions(id), ["create", "destroy"]);
  await delay(2_500);
  assert.deepEqual(eventGaps(store, "default", 0, Date.now() + 1000), []);
});

test("when the engine no longer knows the last event, the time between is a gap", async () => {
  close();
  store.prepare("DELETE FROM event").run();
  store.prepare("INSERT INTO event (endpoint, nano, time, type, action, object, name, attributes, labels) VALUES ('default', ?, ?, 'container', 'start', 'x', 'x', '{}', '{}')").run((Date.now() - 60_000) * 1e6, Date.now() - 60_000); // prettier-ignore
  await open();
  await until("the gap is kept", () => eventGaps(store, "default", 0, Date.now() + 1000).length === 1);
  const [gap] = eventGaps(store, "default", 0, Date.now() + 1000);
  assert(gap!.until - gap!.since >= 60_000);
});

test("followers share the stream, and one that does not read is told what it missed", async () => {
  const abort = new AbortController();
  const quick = keeper.follow(abort.signal);
  const slow = keeper.follow(abort.signal);
  const id = await container();
  for await (const one of quick) if ("object" in one && one.object === id && one.action === "create") break;
  await remove(id);
  await until("the removal is kept", () => actions(id).includes("destroy"));
  // Far more than a follower may be behind.
  const event = { Type: "container", Action: "flood", Actor: { ID: "y", Attributes: {} }, time: 1, timeNano: 0 };
  for (let i = 1; i <= 3_000; i++) live.tell({ ...event, timeNano: Date.now() * 1e6 + i * 1000 });
  let seen = 0;
  let missed = 0;
  for await (const one of slow) {
    if (one instanceof Missed) missed += one.count;
    else if ("object" in one && one.object === "y") seen++;
    if (missed > 0) break;
  }
  assert(seen > 0 && missed > 0 && seen + missed === 3_000, `${seen} seen, ${missed} missed`);
  abort.abort();
});
