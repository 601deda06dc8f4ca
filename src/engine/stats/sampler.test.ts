import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeEngine } from "../fake-engine.test-support.ts";
import { Sampler } from "./sampler.ts";

test("a follower hears of a lost engine also while nobody knows yet what runs on it", async () => {
  await using engine = await fakeEngine((_request, response) => {
    const use = { total_usage: 1 };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ read: new Date().toISOString(), cpu_stats: { cpu_usage: use }, memory_stats: {} }));
  });
  const sampler = new Sampler({
    client: engine.client,
    running: () => undefined,
    watchedInterval: 20,
    idleInterval: 20,
  });
  sampler.start();
  const samples = sampler.follow("a".repeat(64), AbortSignal.timeout(10_000));
  assert.ok((await samples.next()).value);
  engine.server.closeAllConnections();
  engine.server.close();
  await assert.rejects(Array.fromAsync(samples), { code: "ENGINE_UNREACHABLE" });
  sampler.stop();
});
