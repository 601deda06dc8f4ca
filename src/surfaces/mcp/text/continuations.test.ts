import assert from "node:assert/strict";
import { test } from "node:test";
import { Continuations } from "./continuations.ts";

const lines = Array.from({ length: 500 }, (_, index) => `entry number ${index}`);

test("following the cursors gives every line exactly once", () => {
  const continuations = new Continuations();
  const seen: string[] = [];
  let text = continuations.answer("me", { head: ["head"], lines, keep: "start" }, 300);
  for (;;) {
    seen.push(...text.split("\n").filter((line) => line.startsWith("entry")));
    const cursor = /cursor=([\w-]+)/.exec(text)?.[1];
    if (cursor === undefined) break;
    text = continuations.next("me", cursor, 300);
  }
  assert.deepEqual(seen, lines);
});

test("another caller's cursor is not known", () => {
  const continuations = new Continuations();
  const text = continuations.answer("me", { lines, keep: "start" }, 200);
  const cursor = /cursor=([\w-]+)/.exec(text)?.[1] ?? "";
  assert.throws(() => continuations.next("you", cursor, 200), { code: "INPUT_INVALID" });
});
