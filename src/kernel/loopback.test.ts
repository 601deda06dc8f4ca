import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback } from "./loopback.ts";

test("only loopback is loopback", () => {
  for (const address of ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"])
    assert.ok(isLoopback(address));
  for (const address of [
    "",
    "0.0.0.0",
    "::",
    "192.168.1.2",
    "127.0.0.1.example",
    "127.1",
    "10.0.0.1",
    "::ffff:10.0.0.1",
  ])
    assert.ok(!isLoopback(address));
});
