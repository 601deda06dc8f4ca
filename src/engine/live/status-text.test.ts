import assert from "node:assert/strict";
import { test } from "node:test";
import { nanoseconds } from "./container-entry.ts";
import { humanDuration } from "./human-duration.ts";
import { statusParts, statusText } from "./status-text.ts";

const seconds = (n: number) => n * 1000;

test("durations are said as the engine says them", () => {
  const rows: [number, string][] = [
    [0, "Less than a second"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "About a minute"],
    [119, "About a minute"],
    [120, "2 minutes"],
    [3600, "About an hour"],
    [5399, "About an hour"],
    [5400, "2 hours"],
    [47 * 3600, "47 hours"],
    [48 * 3600, "2 days"],
    [13 * 86400, "13 days"],
    [14 * 86400, "2 weeks"],
    [60 * 86400, "2 months"],
    [730 * 86400, "2 years"],
  ];
  for (const [n, text] of rows) assert.equal(humanDuration(seconds(n)), text);
});

const never = "0001-01-01T00:00:00Z";
const state = { Status: "", Running: false, Paused: false, Restarting: false, OOMKilled: false, Dead: false, Pid: 0, ExitCode: 0, Error: "", StartedAt: never, FinishedAt: never }; // prettier-ignore

test("each state has the engine's text", () => {
  const at = "2026-01-01T00:00:00.5Z";
  const now = Date.parse("2026-01-01T00:03:01Z");
  const health = (Status: string) => ({ Health: { Status, FailingStreak: 0, Log: null } });
  const rows: [object, string][] = [
    [{ Status: "created" }, "Created"],
    [{ Running: true, StartedAt: at }, "Up 3 minutes"],
    [{ Running: true, Paused: true, StartedAt: at }, "Up 3 minutes (Paused)"],
    [{ Running: true, StartedAt: at, ...health("starting") }, "Up 3 minutes (health: starting)"],
    [{ Running: true, StartedAt: at, ...health("unhealthy") }, "Up 3 minutes (unhealthy)"],
    [{ Running: true, Restarting: true, ExitCode: 3, FinishedAt: at }, "Restarting (3) 3 minutes ago"],
    [{ ExitCode: 137, StartedAt: at, FinishedAt: at }, "Exited (137) 3 minutes ago"],
    [{ Status: "removing" }, "Removal In Progress"],
    [{ Dead: true }, "Dead"],
  ];
  for (const [parts, text] of rows) assert.equal(statusText(statusParts({ ...state, ...parts }), now), text);
});

test("moments keep their nanoseconds", () => {
  assert.equal(nanoseconds("1970-01-01T00:00:01.000000002Z"), 1_000_000_002n);
  assert.equal(nanoseconds("1970-01-01T00:00:01.5Z") - nanoseconds("1970-01-01T00:00:01Z"), 500_000_000n);
  assert.equal(nanoseconds("1970-01-01T01:00:00+01:00"), 0n);
});
