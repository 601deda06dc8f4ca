import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDuration, parseDuration } from "./durations.ts";

test("durations are read as people write them", () => {
  assert.equal(parseDuration("10s"), 10_000);
  assert.equal(parseDuration("1h30m"), 5_400_000);
  assert.equal(parseDuration("1.5s"), 1500);
  assert.equal(parseDuration("2d"), 172_800_000);
});

test("what has no unit or an unknown one is refused with examples", () => {
  for (const text of ["", "10", "s", "10 s", "-1s", "10w", "1e3s"]) {
    assert.throws(() => parseDuration(text), { code: "INPUT_INVALID" }, text);
  }
});

test("a duration that was written is read back as the same number of milliseconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (milliseconds) => {
      assert.equal(Math.round(parseDuration(formatDuration(milliseconds))), milliseconds);
    }),
  );
});
