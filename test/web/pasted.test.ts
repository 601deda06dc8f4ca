import assert from "node:assert/strict";
import { test } from "node:test";
import { harmless, pasteWarning, visible } from "../../web/src/parts/terminal/pasted.ts";

test("a plain line needs no warning; several lines, controls and marks that turn the order do", () => {
  assert.equal(pasteWarning("ls -l\t/srv"), undefined);
  assert.match(pasteWarning("ls\nrm -rf /") ?? "", /2 lines/);
  for (const bad of ["a\u001b[201~b", "a\u0003", "a\u202eb", "a\u200bb", "a\u0085b"])
    assert.match(pasteWarning(bad) ?? "", /1 control character /, JSON.stringify(bad));
});

test("what is hidden can be seen before, and does not go in", () => {
  assert.equal(visible("a\u001bb"), "a‹1B›b");
  assert.equal(harmless("a\u001bb\u202e\nc"), "ab\nc");
});
