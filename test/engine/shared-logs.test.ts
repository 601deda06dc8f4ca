import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { Missed } from "../../src/engine/fanout.ts";
import { SharedLogs } from "../../src/engine/logs/shared-logs.ts";

const run = `shared-logs-${process.pid}-${Date.now()}`;
const client = createEngineClient(endpointUnderTest());
const ids: string[] = [];
after(async () => {
  for (const id of ids) await client.json("DELETE", `/containers/${id}`, { query: { force: true } });
  client.close();
});

async function start(script: string): Promise<string> {
  const body = { Image: "busybox:latest", Cmd: ["sh", "-c", script], Labels: { "gnosis-docker.test": run } };
  const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", { body });
  ids.push(Id);
  await client.json("POST", `/containers/${Id}/start`);
  return Id;
}
const range = { stdout: true, stderr: true, timestamps: false, tail: "all" };
const forever = new AbortController().signal;

test("many followers of one log share one stream, and each sees every line once, whenever it came", async () => {
  const logs = new SharedLogs(client);
  const count = 2_000;
  const id = await start(
    `i=0; while [ $i -lt ${count} ]; do echo $i; i=$((i+1)); [ $((i % 100)) = 0 ] && sleep 0.1; done; sleep 1`,
  );
  let most = 0;
  const follower = async (late: number): Promise<number[]> => {
    await delay(late);
    let text = "";
    for await (const chunks of logs.follow(id, range, forever)) {
      most = Math.max(most, logs.open);
      assert(!(chunks instanceof Missed));
      text += chunks.map(({ data }) => data.toString()).join("");
    }
    return text.trim().split("\n").map(Number);
  };
  const seen = await Promise.all(Array.from({ length: 20 }, (_, i) => follower(i * 60)));
  for (const numbers of seen)
    assert.deepEqual(
      numbers,
      Array.from({ length: count }, (_, i) => i),
    );
  assert.equal(most, 1);
  assert.equal(logs.open, 0, "the stream ends with the container");
});

test("a follower that does not read is told how many messages it missed, and holds nobody up", async () => {
  const logs = new SharedLogs(client);
  const line = "x".repeat(2_000);
  const count = 6_000;
  const id = await start(`sleep 1; i=0; while [ $i -lt ${count} ]; do echo ${line}; i=$((i+1)); done; sleep 1`);
  const slow = logs.follow(id, range, forever);
  const first = slow.next();
  let quick = 0;
  for await (const chunks of logs.follow(id, range, forever)) {
    if (!(chunks instanceof Missed)) quick += chunks.length;
  }
  assert.equal(quick, count);
  let seen = 0;
  let missed = 0;
  const { value } = await first;
  for (let item = value; item; item = (await slow.next()).value) {
    if (item instanceof Missed) missed += item.count;
    else seen += item.length;
  }
  assert(missed > 0);
  assert.equal(seen + missed, count);
});

test("the engine's stream ends when the last follower has gone", async () => {
  const logs = new SharedLogs(client);
  const id = await start("while :; do echo tick; sleep 0.1; done");
  const abort = new AbortController();
  for await (const chunks of logs.follow(id, { ...range, tail: "0" }, abort.signal)) {
    assert(chunks instanceof Missed || chunks.length > 0);
    break;
  }
  assert.equal(logs.open, 0);
  await assert.rejects(logs.follow("f".repeat(64), range, abort.signal).next(), { code: "CONTAINER_NOT_FOUND" });
});
