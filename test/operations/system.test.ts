import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

const audit = { state: () => ({ writable: true, sequence: 7, waiting: 0 }) } as any;
const server = { version: "1.2.3", started: new Date(0) };
const operations = operationsOn({ ports: { audit, server } });
const { run, guard, call } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

test("ping, version, info and health tell about engine and server", async () => {
  const ping = await run("system.ping");
  assert.ok(ping.latency_ms > 0 && /^1\.\d+$/.test(ping.api_version));
  const version = await run("system.version");
  assert.deepEqual([version.server.version, version.engine.version !== ""], ["1.2.3", true]);
  const info = await run("system.info");
  assert.ok(info.cpus > 0 && info.memory_bytes > 0 && info.storage_driver !== "");
  const health = await run("system.health");
  assert.deepEqual([health.status, health.audit.sequence, health.engine.ok], ["healthy", 7, true]);
});

test("health says what is broken instead of failing", async () => {
  const broken = { state: () => ({ writable: false, reason: "The disk is full.", sequence: 7, waiting: 2 }) } as any;
  const other = operationsOn({ ports: { audit: broken, server } });
  const health = await other.run("system.health");
  assert.deepEqual([health.status, health.audit.error], ["degraded", "The disk is full."]);
  other.close();
});

test("disk usage counts what the caller may see", async () => {
  await createContainer({ start: false });
  const usage = await run("system.usage");
  assert.ok(usage.containers.count > 0 && usage.images.bytes > 0 && usage.layers_bytes > 0);
  const blind = operationsOn({ sees: () => false });
  assert.equal((await blind.run("system.usage")).containers.count, 0);
  blind.close();
});

test("events of a while ago are given in one piece, narrowed, masked and within the caller's sight", async () => {
  const { id } = await createContainer({ labels: { "db.password": "hunter2" } });
  await engine("DELETE", `/containers/${id}?force=true`);
  const { events } = await run("system.events", { container: id, since: "5m" });
  const actions = events.map((one: any) => one.action);
  for (const action of ["create", "start", "die", "destroy"]) assert.ok(actions.includes(action), action);
  assert.equal(events[0].attributes["db.password"], "[masked]");
  assert.ok(Math.abs(Date.parse(events[0].time) - Date.now()) < 600_000);
  const limited = await run("system.events", { container: id, limit: 1 });
  assert.deepEqual([limited.total, limited.truncated, limited.events[0].action], [1, true, "destroy"]);
  const blind = operationsOn({ sees: (target) => target.id !== id });
  assert.deepEqual((await blind.run("system.events", { container: id })).events, []);
  blind.close();
});

test("events are followed as they happen, and the labels of volumes decide who sees theirs", async () => {
  const name = uniqueName();
  const { items } = await guard.stream(call("system.events", { type: "volume", since: 1 }));
  const seen = (async () => {
    for await (const one of items) if ((one as any).id === name) return one as any;
    return undefined;
  })();
  await engine("POST", "/volumes/create", { Name: name, Labels: labels });
  assert.equal((await seen).action, "create");
  const mine = operationsOn({ sees: (target) => target.labels["gnosis-docker.test"] === undefined });
  const { events } = await mine.run("system.events", { type: "volume", since: "5m" });
  assert.ok(!events.some((one: any) => one.id === name));
  mine.close();
});
