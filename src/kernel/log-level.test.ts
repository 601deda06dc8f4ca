import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeast, levelOf } from "./log-level.ts";

test("a line's level is read from the usual notations", () => {
  const cases: readonly [string, string | undefined][] = [
    ['{"level":50,"msg":"boom"}', "error"],
    ['{"level":"warn","msg":"x"}', "warn"],
    ["time=now level=error msg=bad", "error"],
    ["E0102 12:00:00.000 main.go:1] bad", "error"],
    ["2026-01-01 12:00:00 [ERROR] bad", "error"],
    ["2026-01-01T00:00:00Z WARNING slow", "warn"],
    ["FATAL: cannot open /etc/app.conf", "fatal"],
    ["error: unknown flag", "error"],
    ["Traceback (most recent call last):", "error"],
    ["java.lang.NullPointerException: x", "error"],
    ["GET /errors 200", undefined],
    ["listening on 80", undefined],
    ["INFO ready", "info"],
  ];
  for (const [line, level] of cases) assert.equal(levelOf(line), level, line);
});

test("at least warn takes errors and leaves info", () => {
  assert.equal(atLeast("error", "warn"), true);
  assert.equal(atLeast("info", "warn"), false);
  assert.equal(atLeast(undefined, "trace"), false);
});
