import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineDiff } from "./line-diff.ts";

const shown = (before: string, after: string): string =>
  lineDiff(before, after)
    .map(({ sign, text }) => sign + text)
    .join("|");

test("lines that were taken out and put in are told, between those that stayed", () => {
  assert.equal(shown("a\nb\nc\n", "a\nx\nc\nd\n"), " a|-b|+x| c|+d| ");
  assert.equal(shown("a", "a"), " a");
  assert.equal(shown("", "a\n"), "+a| ");
});

test("both texts can be made from what is told", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (sign: string): string =>
        lines
          .filter((line) => line.sign !== sign)
          .map((line) => line.text)
          .join("\n");
      assert.equal(without("+"), before);
      assert.equal(without("-"), after);
    }),
  );
});
