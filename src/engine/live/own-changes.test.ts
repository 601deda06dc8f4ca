import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fakeEngine } from "../fake-engine.test-support.ts";
import { createLiveReader } from "./live-reader.ts";
import type { EngineReader } from "../reader.ts";
import { LiveState } from "./live-state.ts";

const id = "b".repeat(64);
const path = `/containers/${id}/json`;

/** An engine with one container; tells of events, changes and takes the container away when it is told to. */
async function engineWithOne() {
  const streams = new Set<ServerResponse>();
  const container = { Id: id, Name: "/web", Created: new Date().toISOString(), Config: { Image: "x" }, Image: "y" };
  let status: "created" | "dead" | "gone" = "created";
  const never = "0001-01-01T00:00:00Z";
  const state = () => ({ Status: status, Running: false, Dead: status === "dead", ExitCode: 0, StartedAt: never, FinishedAt: never }); // prettier-ignore
  const lists: Record<string, () => unknown> = {
    "/info": () => ({ SystemTime: new Date().toISOString() }),
    "/containers/json": () =>
      status === "gone"
        ? []
        : [
            {
              Id: id,
              Names: ["/web"],
              State: status,
              Status: status === "dead" ? "Dead" : "Created",
              Labels: {},
              Created: 1,
            },
          ],
    "/images/json": () => [],
    "/volumes": () => ({ Volumes: null }),
    "/networks": () => [],
  };
  const engine = await fakeEngine((request, response) => {
    const asked = request.url!.replace("/v1.41", "").split("?")[0]!;
    if (asked === "/events") {
      streams.add(response);
      response.flushHeaders();
    } else if (asked !== path) response.end(JSON.stringify(lists[asked]?.()));
    else if (status !== "gone") response.end(JSON.stringify({ ...container, State: state() }));
    else response.writeHead(404).end(JSON.stringify({ message: `No such container: ${id}` }));
  });
  const live = new LiveState(engine.client);
  live.start();
  while (!live.live) await delay(10);
  return {
    live,
    reader: createLiveReader(live),
    become: (next: typeof status) => (status = next),
    event: (Action: string) => {
      const event = { Type: "container", Action, Actor: { ID: id, Attributes: {} }, time: 1, timeNano: 1e9 };
      for (const stream of streams) stream.write(`${JSON.stringify(event)}\n`);
    },
    async [Symbol.asyncDispose]() {
      live.stop();
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** What the list in memory says of the container's state; the engine must not have been asked for it. */
async function listed({ containers }: EngineReader): Promise<string | undefined> {
  const { value, age } = await containers({ all: true });
  assert.equal(age.source, "memory");
  return value[0]?.State;
}

test("what events tell of a change of ours is asked for once, when it is made, and the next read shows it", async () => {
  await using engine = await engineWithOne();
  const { live, reader } = engine;
  const before = live.tracker.inspects;
  const container = await reader.change(id, async () => {
    for (const action of ["kill", "die", "stop"]) engine.event(action);
    engine.become("dead");
    await delay(100);
    assert.equal(live.tracker.inspects, before);
    assert.notEqual(live.tracker.oldestDirty, undefined);
  });
  assert.equal(container?.State.Status, "dead");
  assert.equal(await listed(reader), "dead");
  assert.equal(live.tracker.oldestDirty, undefined);
  assert.equal(live.tracker.inspects - before, 1);
});

test("a change that takes long keeps nobody from seeing what has happened for more than a moment", async () => {
  await using engine = await engineWithOne();
  const ended = Promise.withResolvers<void>();
  const change = engine.reader.change(id, () => ended.promise);
  engine.become("dead");
  engine.event("die");
  assert.equal(await listed(engine.reader), "created");
  while ((await listed(engine.reader)) !== "dead") await delay(20);
  ended.resolve();
  await change;
});

test("a change that fails leaves nothing unasked, and its error is what comes of it", async () => {
  await using engine = await engineWithOne();
  const failing = engine.reader.change(id, async () => {
    engine.become("dead");
    engine.event("die");
    while (engine.live.status().events === 0) await delay(5);
    throw new Error("it did not start again");
  });
  await assert.rejects(failing, /it did not start again/);
  while ((await listed(engine.reader)) !== "dead") await delay(20);
});

test("a container that is gone after a change is nothing, and no list shows it", async () => {
  await using engine = await engineWithOne();
  const container = await engine.reader.change(id, async () => {
    engine.become("gone");
  });
  assert.equal(container, undefined);
  assert.equal(await listed(engine.reader), undefined);
});
