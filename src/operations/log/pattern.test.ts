import assert from "node:assert/strict";
import { test } from "node:test";
import { matcher } from "./pattern.ts";

const lines = ["GET / 200", "get /x 500", "error: a.b"];

test("a text is found as it stands, an expression as an expression", () => {
  assert.deepEqual(matcher({ pattern: "a.b", regex: false, ignoreCase: false })(lines), [2]);
  assert.deepEqual(matcher({ pattern: "get", regex: false, ignoreCase: true })(lines), [0, 1]);
  assert.deepEqual(matcher({ pattern: "\\s[45]\\d\\d$", regex: true, ignoreCase: false })(lines), [1]);
});

test("a malformed expression is the caller's error", () => {
  assert.throws(() => matcher({ pattern: "(", regex: true, ignoreCase: false }), { code: "INPUT_INVALID" });
});

test("an expression that backtracks without end is stopped", () => {
  const slow = matcher({ pattern: "(a+)+$", regex: true, ignoreCase: false });
  assert.throws(() => slow([`${"a".repeat(40)}b`]), { code: "INPUT_INVALID" });
});
