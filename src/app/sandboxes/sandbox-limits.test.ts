import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsOf, type SandboxSettings, timeOf } from "./sandbox-limits.ts";

const gib = 1024 ** 3;
const settings = {
  ...{ sandboxCpus: 4, sandboxMemory: gib, sandboxPids: 8192, sandboxDisk: 20 * gib, sandboxTime: 3_600_000 },
} as SandboxSettings;

test("a sandbox that says nothing gets the usual, and never more than the settings allow", () => {
  assert.deepEqual(limitsOf({ limits: {} }, settings), { cpus: 2, memory: gib, pids: 2048, disk: 10 * gib });
  assert.equal(timeOf({}, settings), 3_600_000);
});

test("what is beyond the settings, or too little for an engine, is refused by its name", () => {
  assert.throws(() => limitsOf({ limits: { memory: 2 * gib } }, settings), /memory is from 128MiB to 1GiB/);
  assert.throws(() => limitsOf({ limits: { disk: 1 } }, settings), /disk is from 64MiB/);
  assert.throws(() => limitsOf({ limits: { cpus: 5 } }, settings), /cpus is from 0.1 to 4/);
  assert.throws(() => timeOf({ time: 7_200_000 }, settings), /time is from 1s to 1h/);
});
