import assert from "node:assert/strict";
import { test } from "node:test";
import { Fanout, Missed } from "./fanout.ts";

const forever = new AbortController().signal;

test("every reader gets every item, from its own beginning", async () => {
  const fanout = new Fanout<number>(10);
  const early = fanout.read(forever);
  fanout.push(1);
  const late = fanout.read(forever);
  fanout.push(2);
  fanout.end();
  assert.deepEqual(await Array.fromAsync(early), [1, 2]);
  assert.deepEqual(await Array.fromAsync(late), [2]);
});

test("what doesn't fit a slow reader's queue is counted, and later items come again", async () => {
  const fanout = new Fanout<number>(3);
  const reader = fanout.read(forever);
  for (let i = 1; i <= 5; i++) fanout.push(i);
  assert.equal((await reader.next()).value, 1);
  fanout.push(6);
  fanout.push(7);
  fanout.end();
  assert.deepEqual(await Array.fromAsync(reader), [2, 3, new Missed(2), 6, new Missed(1)]);
});

test("an item that is larger than the whole queue still comes", async () => {
  const fanout = new Fanout<number>(3, (item) => item);
  const reader = fanout.read(forever);
  fanout.push(100);
  fanout.end();
  assert.deepEqual(await Array.fromAsync(reader), [100]);
});

test("a reader leaves with its signal, also one that never began", async () => {
  const fanout = new Fanout<number>(3);
  const abort = new AbortController();
  const begun = fanout.read(abort.signal);
  const waiting = begun.next();
  fanout.read(abort.signal);
  assert.equal(fanout.readers, 2);
  abort.abort();
  assert.deepEqual([(await waiting).done, fanout.readers], [true, 0]);
});

test("a failure is thrown after what came before it", async () => {
  const fanout = new Fanout<number>(3);
  const reader = fanout.read(forever);
  fanout.push(1);
  fanout.end(new Error("broken"));
  assert.equal((await reader.next()).value, 1);
  await assert.rejects(reader.next(), /broken/);
});
