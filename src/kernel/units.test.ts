import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatDuration, parseBytes, parseDuration } from "./units.ts";

test("durations are read as people write them and come out in the form that is read", () => {
  for (const [written, milliseconds] of [
    ["10s", 10_000],
    ["1h30m", 5_400_000],
    ["1.5m", 90_000],
    ["250ms", 250],
    ["2d", 172_800_000],
    ["0", 0],
  ] as const) {
    assert.equal(parseDuration(written), milliseconds);
    assert.equal(parseDuration(formatDuration(milliseconds)), milliseconds);
  }
});

test("a duration without a unit, negative or in words is refused with an example", () => {
  for (const wrong of ["10", "-5s", "ten seconds", "", "10s5", "1e3s", "s"])
    assert.throws(() => parseDuration(wrong), /write it as 500ms, 10s/);
});

test("sizes are powers of 1024 however the unit is written", () => {
  for (const written of ["512m", "512MB", "512MiB", "512 mib", "536870912", "536870912b"])
    assert.equal(parseBytes(written), 536_870_912);
  assert.equal(parseBytes("1.5GiB"), 1_610_612_736);
  assert.equal(formatBytes(1_610_612_736), "1.5GiB");
  assert.equal(formatBytes(12), "12B");
});

test("a size that is no size is refused with an example", () => {
  for (const wrong of ["", "-1", "12XB", "0x10", "1e9", "Infinity", "9".repeat(40)])
    assert.throws(() => parseBytes(wrong), /write it as 1048576/);
});
