import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMoment } from "./moments.ts";

const now = new Date("2026-01-31T12:00:00Z");

test("a moment is how long ago, a time, a date or Unix seconds", () => {
  assert.equal(parseMoment("10m", now), Date.parse("2026-01-31T11:50:00Z") / 1000);
  assert.equal(parseMoment("2026-01-31T11:50:00Z", now), Date.parse("2026-01-31T11:50:00Z") / 1000);
  assert.equal(parseMoment("2026-01-31", now), Date.parse("2026-01-31") / 1000);
  assert.equal(parseMoment("1769860200.5", now), 1769860200.5);
});

test("anything else is refused with examples", () => {
  for (const wrong of ["", "yesterday", "-5m", "12", "1e9", "2026"]) {
    assert.throws(() => parseMoment(wrong, now, "since"), { code: "INPUT_INVALID" });
  }
});
