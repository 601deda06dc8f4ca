import assert from "node:assert/strict";
import { test } from "node:test";
import { fit } from "./budget.ts";
import { tokensOf } from "./tokens.ts";

const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);

test("what fits is given whole", () => {
  assert.deepEqual(fit({ head: ["h"], lines: ["a", "b"], keep: "start" }, 100), {
    text: "h\na\nb",
    rest: [],
    side: "start",
  });
});

test("from what does not fit nothing is lost: shown and rest are all lines", () => {
  for (const keep of ["start", "end"] as const) {
    const { text, rest } = fit({ head: ["head"], lines, foot: ["foot"], keep }, 300);
    const shown = text.split("\n").slice(1, -1);
    assert.ok(tokensOf(text) <= 300);
    assert.deepEqual(keep === "start" ? [...shown, ...rest] : [...rest, ...shown], lines);
  }
});

test("one line that is too long is cut and marked", () => {
  const { text, rest } = fit({ lines: ["é".repeat(5_000)], keep: "start" }, 100);
  assert.ok(text.endsWith("…") && !text.includes("\uFFFD"));
  assert.ok(tokensOf(text) <= 100);
  assert.deepEqual(rest, []);
});
