import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fakeEngine } from "../fake-engine.test-support.ts";
import { createLiveReader } from "./live-reader.ts";
import { LiveState } from "./live-state.ts";

const id = "a".repeat(64);

/** An engine with one container that never started; counts what it is asked. */
function listener() {
  const asked: Record<string, number> = {};
  const streams = new Set<ServerResponse>();
  const state = { Status: "created", Running: false, ExitCode: 0, StartedAt: "0001-01-01T00:00:00Z", FinishedAt: "0001-01-01T00:00:00Z" }; // prettier-ignore
  const answers: Record<string, unknown> = {
    "/info": { SystemTime: new Date().toISOString() },
    "/containers/json": [{ Id: id, Names: ["/web"], State: "created", Status: "Created", Labels: {}, Created: 1 }],
    [`/containers/${id}/json`]: { Id: id, Name: "/web", Created: new Date().toISOString(), State: state, Config: { Image: "x" }, Image: "y" }, // prettier-ignore
    "/images/json": [],
    "/volumes": { Volumes: null },
    "/networks": [],
  };
  const listen = (url: string, response: ServerResponse) => {
    const path = url.replace("/v1.41", "").split("?")[0]!;
    asked[path] = (asked[path] ?? 0) + 1;
    if (path === "/events") {
      streams.add(response);
      response.flushHeaders();
    } else response.end(JSON.stringify(answers[path]));
  };
  return { asked, streams, listen, answers };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (condition()) return;
    await delay(20);
  }
  assert.fail("it never came true");
}

test("a burst of events costs one inspect", async () => {
  const fake = listener();
  await using engine = await fakeEngine((request, response) => fake.listen(request.url!, response));
  const live = new LiveState(engine.client);
  live.start();
  await until(() => live.live);
  const before = live.tracker.inspects;
  const event = { Type: "container", Action: "update", Actor: { ID: id, Attributes: {} }, time: 1, timeNano: 1e9 };
  for (const stream of fake.streams) stream.write(`${JSON.stringify(event)}\n`.repeat(500));
  await until(() => live.status().events === 500 && live.tracker.oldestDirty === undefined);
  assert.equal(live.tracker.inspects - before, 1);
  live.stop();
});

test("when the stream breaks off reads say so, the engine is asked, and a new stream lists everything anew", async () => {
  const fake = listener();
  await using engine = await fakeEngine((request, response) => fake.listen(request.url!, response));
  const live = new LiveState(engine.client);
  const reader = createLiveReader(live);
  assert.equal((await reader.containers({ all: true })).age.source, "engine");
  live.start();
  await until(() => live.live);
  assert.equal((await reader.containers({ all: true })).age.source, "memory");
  for (const stream of fake.streams) stream.destroy();
  await until(() => !live.live);
  assert.deepEqual([live.age("container").stale, live.status().reason], [true, "The engine's answer broke off."]);
  assert.equal((await reader.containers({ all: true })).age.source, "engine");
  await until(() => live.live);
  assert.equal(live.status().resyncs, 2);
  live.stop();
});

test("with the engine gone one container is still known, marked stale; a list is an error", async () => {
  const fake = listener();
  const engine = await fakeEngine((request, response) => fake.listen(request.url!, response));
  const live = new LiveState(engine.client);
  const reader = createLiveReader(live);
  live.start();
  await until(() => live.live);
  await engine[Symbol.asyncDispose]();
  await until(() => !live.live);
  const { value, age } = await reader.container("web");
  assert.deepEqual([value.Id, age.source, age.stale], [id, "memory", true]);
  await assert.rejects(reader.container("web", { fresh: true }), { code: "ENGINE_UNREACHABLE" });
  await assert.rejects(reader.containers({ all: true }), { code: "ENGINE_UNREACHABLE" });
  live.stop();
});

test("a list is the same array until something changes", async () => {
  const fake = listener();
  await using engine = await fakeEngine((request, response) => fake.listen(request.url!, response));
  const live = new LiveState(engine.client);
  const reader = createLiveReader(live);
  live.start();
  await until(() => live.live);
  const first = (await reader.containers({ all: true })).value;
  assert.equal((await reader.containers({ all: true })).value, first);
  await reader.changed("container", id);
  assert.notEqual((await reader.containers({ all: true })).value, first);
  live.stop();
});

test("one entry of the list is given by full id or name, as the list has it, and only while the list is from memory", async () => {
  const fake = listener();
  await using engine = await fakeEngine((request, response) => fake.listen(request.url!, response));
  const live = new LiveState(engine.client);
  const reader = createLiveReader(live);
  assert.equal(await reader.listed("web"), undefined);
  live.start();
  await until(() => live.live);
  const [entry] = (await reader.containers({ all: true })).value;
  for (const reference of [id, "web"]) assert.equal(await reader.listed(reference), entry);
  for (const reference of [id.slice(0, 12), "we", "/web", ""]) assert.equal(await reader.listed(reference), undefined);
  for (const stream of fake.streams) stream.destroy();
  await until(() => !live.live);
  assert.equal(await reader.listed("web"), undefined);
  live.stop();
});
