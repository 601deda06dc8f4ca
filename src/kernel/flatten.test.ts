import assert from "node:assert/strict";
import { test } from "node:test";
import { flatten } from "./flatten.ts";

async function* batches(seen: { left: boolean }): AsyncGenerator<number[], string, void> {
  try {
    yield [1, 2];
    yield [];
    yield [3];
    return "all";
  } finally {
    seen.left = true;
  }
}

test("arrays are given member by member, and the result is kept", async () => {
  const items = flatten(batches({ left: false }));
  const seen: unknown[] = [];
  for (;;) {
    const next = await items.next();
    seen.push(next.value);
    if (next.done === true) break;
  }
  assert.deepEqual(seen, [1, 2, 3, "all"]);
});

test("leaving early leaves what the arrays come from", async () => {
  const seen = { left: false };
  for await (const item of flatten(batches(seen))) if (item === 1) break;
  assert.equal(seen.left, true);
});
