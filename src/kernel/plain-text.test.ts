import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "./plain-text.ts";

test("terminal escapes, control and invisible characters disappear from text", () => {
  assert.equal(plainText("\u001B[31mred\u001B[0m\u0007 and \u001B]0;title\u0007plain"), "red and plain");
  assert.equal(plainText("a\u200Bb\u202Ec\u{E0041}d"), "abcd");
  assert.equal(plainText("tab\tstays\nline stays"), "tab\tstays\nline stays");
});

test("a line that overwrote itself keeps its last state", () => {
  assert.equal(plainText("10%\r50%\r100%\ndone\r\n"), "100%\ndone\n");
});
