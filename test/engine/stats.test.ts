import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { Sampler, type Sample } from "../../src/engine/stats/sampler.ts";

const run = `stats-${process.pid}-${Date.now()}`;
const client = createEngineClient(endpointUnderTest());
const ids: string[] = [];
let rounds = 0;
const sampler = new Sampler({
  client,
  running: () => ids,
  watchedInterval: 2000,
  idleInterval: 30_000,
  taken: () => rounds++,
});

before(async () => {
  for (const Cmd of [
    ["sh", "-c", "while :; do :; done"],
    ["sleep", "1000"],
  ]) {
    const body = { Image: "busybox:latest", Cmd, Labels: { "gnosis-docker.test": run }, HostConfig: { NanoCpus: 2e8 } };
    const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", { body });
    ids.push(Id);
    await client.json("POST", `/containers/${Id}/start`);
  }
  sampler.start();
});
after(async () => {
  sampler.stop();
  for (const id of ids) await client.json("DELETE", `/containers/${id}`, { query: { force: true } });
  client.close();
});

test("one clock samples all that runs; a question is answered from the newest sample", async () => {
  const [busy, idle] = ids as [string, string];
  const seen: Sample[] = [];
  for await (const sample of sampler.follow(busy, AbortSignal.timeout(60_000))) {
    seen.push(sample);
    if (sample.cpu !== undefined && sample.cpu > 5) break;
  }
  const last = seen.at(-1)!;
  assert(last.cpu! > 5 && last.cpu! < 60, `a loop held to 20 % of a CPU uses ${last.cpu} %`);
  assert(last.memory > 0 && last.memory <= last.memoryLimit);
  assert.equal(sampler.latest(busy), last);
  assert((sampler.latest(idle)?.cpu ?? 0) < 5);
  assert(rounds >= 1);
  const cli = await client.json<{ pids_stats: { current: number } }>("GET", `/containers/${busy}/stats`, {
    query: { stream: false },
  });
  assert.equal(last.pids, cli.pids_stats.current);
});

test("a container that does not run has no sample, and its stream ends", async () => {
  const body = { Image: "busybox:latest", Cmd: ["true"], Labels: { "gnosis-docker.test": run } };
  const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", { body });
  assert.equal(await sampler.sample(Id), undefined);
  for await (const sample of sampler.follow(Id, AbortSignal.timeout(60_000))) assert.fail(JSON.stringify(sample));
  await client.json("DELETE", `/containers/${Id}`);
});
