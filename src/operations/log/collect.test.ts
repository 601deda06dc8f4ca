import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "./collect.ts";
import type { LogLine } from "./log-line.ts";
import { levelOf } from "../../kernel/log-level.ts";
import { matcher } from "./pattern.ts";

async function* lines(...texts: string[]): AsyncGenerator<LogLine> {
  for (const text of texts) {
    const level = levelOf(text);
    yield { container: "web", stream: "stdout", time: "", text, ...(level === undefined ? {} : { level }) };
  }
}

test("a match comes with the lines around it, its repeats with a count", async () => {
  const result = await collect(lines("a", "b", "error 1", "c", "error 2", "d"), {
    matches: matcher({ pattern: "error", regex: false, ignoreCase: true }),
    context: 1,
    fold: "all",
  });
  assert.equal(result.scanned, 6);
  assert.equal(result.matched, 2);
  const [found] = result.found;
  assert.deepEqual([found?.text, found?.count, found?.before, found?.after], ["error 1", 2, ["b"], ["c"]]);
});

test("a level takes what is at least as bad", async () => {
  const result = await collect(lines("INFO fine", "WARN odd", "FATAL gone"), {
    level: "warn",
    context: 0,
    fold: "none",
  });
  assert.deepEqual(
    result.found.map((one) => one.text),
    ["WARN odd", "FATAL gone"],
  );
});

test("a million different lines keep a bounded number and count the rest", async () => {
  async function* many(): AsyncGenerator<LogLine> {
    for (let i = 0; i < 20_000; i++)
      yield { container: "w", stream: "stdout", time: "", text: `x${"y".repeat(i % 7)}` };
  }
  const result = await collect(many(), { context: 0, fold: "none" });
  assert.equal(result.found.length, 5_000);
  assert.equal(result.found.length + result.dropped, result.matched);
});

test("without a search only repeats that follow each other are folded", async () => {
  const result = await collect(lines("tick 1", "tick 2", "stop", "tick 3"), { context: 0, fold: "adjacent" });
  assert.deepEqual(
    result.found.map((one) => [one.text, one.count]),
    [
      ["tick 1", 2],
      ["stop", 1],
      ["tick 3", 1],
    ],
  );
});
