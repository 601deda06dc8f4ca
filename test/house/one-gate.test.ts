import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles, textOf } from "./source-files.ts";

// Operations are reached through the guard alone: whoever calls an operation's own functions goes around policy and records.
const call = /\boperation\w*\??\.(?:run|stream|download)\??\.?\(/;

test("nothing but the gate calls an operation's run, stream or download", () => {
  const callers = sourceFiles()
    .filter((file) => file.startsWith("src/") && !file.endsWith(".test.ts"))
    .filter((file) => call.test(textOf(file)));
  assert.deepEqual(callers, ["src/guard/execute.ts"]);
});
