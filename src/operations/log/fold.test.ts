import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, templateOf, type LogLine } from "./fold.ts";

const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  container: "web",
  stream: "stdout",
  time: "",
  text,
  ...more,
});

test("lines that differ only in numbers, times, ids and addresses have one template", () => {
  assert.equal(templateOf("GET /a 200 in 12ms from 10.0.0.1:443"), templateOf("GET /a 404 in 3ms from 10.9.0.1:80"));
  assert.equal(
    templateOf("2026-01-01T00:00:00Z job 0d9f5f6e-1111-4222-8333-444455556666 done"),
    templateOf("2026-01-02T10:00:00.5Z job aaaaaaaa-1111-4222-8333-444455556666 done"),
  );
  assert.notEqual(templateOf("opened"), templateOf("closed"));
});

test("repeats are folded with counts that add up, and stderr never into stdout", () => {
  const lines = [line("try 1"), line("try 2"), line("fatal"), line("try 3"), line("try 4", { stream: "stderr" })];
  const folded = fold(lines);
  assert.deepEqual(
    folded.map((one) => [one.text, one.count, one.stream]),
    [
      ["try 1", 3, "stdout"],
      ["fatal", 1, "stdout"],
      ["try 4", 1, "stderr"],
    ],
  );
  assert.equal(
    folded.reduce((sum, one) => sum + one.count, 0),
    lines.length,
  );
});
