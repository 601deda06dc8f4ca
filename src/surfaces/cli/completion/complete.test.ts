import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../test-support/operations.ts";
import { complete, splitWords } from "./complete.ts";

const parts = {
  catalogue,
  commands: [{ name: "config", words: ["print"] }, { name: "serve" }],
  names: () => Promise.resolve(["web", "worker", "db"]),
};

test("commands, nouns and verbs are completed", async () => {
  assert.deepEqual(await complete("gnosis-docker co", parts), ["config", "container"]);
  assert.deepEqual(await complete("gnosis-docker container re", parts), ["restart"]);
  assert.deepEqual(await complete("gnosis-docker config ", parts), ["print"]);
});

test("names come from the server, and those already given are left out", async () => {
  assert.deepEqual(await complete("gnosis-docker container restart w", parts), ["web", "worker"]);
  assert.deepEqual(await complete("gnosis-docker container restart web ", parts), ["db", "worker"]);
  assert.deepEqual(await complete("gnosis-docker container exec web ", parts), []);
});

test("flags, their choices and values after = are completed", async () => {
  assert.deepEqual(await complete("gnosis-docker container list --st", parts), ["--status"]);
  assert.deepEqual(await complete("gnosis-docker container list --status r", parts), ["running"]);
  assert.deepEqual(await complete("gnosis-docker container list --status=e", parts), ["--status=exited"]);
  assert.deepEqual(await complete("gnosis-docker container list --format n", parts), ["ndjson"]);
});

test("nothing is offered behind -- or for what nobody knows", async () => {
  assert.deepEqual(await complete("gnosis-docker container exec web -- w", parts), []);
  assert.deepEqual(await complete("gnosis-docker nonsense x", parts), []);
});

test("words are parted as a shell does it", () => {
  assert.deepEqual(splitWords(`a "b c" d\\ e 'f"g' h`), ["a", "b c", "d e", 'f"g', "h"]);
  assert.deepEqual(splitWords("a b "), ["a", "b", ""]);
});
