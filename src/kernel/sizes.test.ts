import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatSize, parseSize } from "./sizes.ts";

test("sizes are read in Docker's sense: every k is 1024", () => {
  for (const text of ["512MiB", "512m", "512MB", "512 mb", String(512 * 1024 ** 2)]) {
    assert.equal(parseSize(text), 512 * 1024 ** 2, text);
  }
  assert.equal(parseSize("1.5g"), 1.5 * 1024 ** 3);
});

test("what is no size is refused", () => {
  for (const text of ["", "m", "-1m", "5ib", "1x", "12 12", "999999999999999999"]) {
    assert.throws(() => parseSize(text), { code: "INPUT_INVALID" }, text);
  }
});

test("a size that was written is read back within its rounding", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (bytes) => {
      const back = parseSize(formatSize(bytes));
      assert.ok(Math.abs(back - bytes) <= Math.max(1, bytes * 0.006));
    }),
  );
});
