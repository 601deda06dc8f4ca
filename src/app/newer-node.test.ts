import assert from "node:assert/strict";
import { test } from "node:test";
import { isTooOld, runOnNewerNode } from "./newer-node.ts";

test("a Node below 24 is too old for the program", () => {
  assert.equal(isTooOld("20.20.2"), true);
  assert.equal(isTooOld("22.22.0"), true);
  assert.equal(isTooOld("24.0.0"), false);
  assert.equal(isTooOld("26.1.0"), false);
});

test("the program runs on the newer Node with its arguments, and its exit code is passed on", async () => {
  assert.equal(await runOnNewerNode(["-e", "process.exit(Number(process.argv[1]))", "7"], process.execPath), 7);
});

test("without a newer Node the program says so instead of failing somewhere", async (t) => {
  const written = t.mock.method(process.stderr, "write", () => true);
  const code = await runOnNewerNode([], "/nonexistent/node");
  const text = String(written.mock.calls[0]?.arguments[0]);
  written.mock.restore();
  assert.equal(code, 1);
  assert.match(text, /needs Node 24 or newer.*\n.*npm start/);
});
