import assert from "node:assert/strict";
import { test } from "node:test";
import { inverses } from "../../src/guard/undo/inverse.ts";
import { operations } from "../../src/operations/index.ts";

// Decisions about people's consent and about tokens are not undone by a machine.
const never = /^(?:approval|freeze|token|policy|undo)\./;

test("every operation that changes something has its inverse, or the reason why there is none", () => {
  const missing = operations.filter(({ id, risk }) => risk !== "read" && !never.test(id) && inverses[id] === undefined);
  assert.deepEqual(
    missing.map(({ id }) => id),
    [],
  );
});

test("every inverse belongs to an operation that there is", () => {
  const ids = new Set<string>(operations.map(({ id }) => id));
  assert.deepEqual(
    Object.keys(inverses).filter((id) => !ids.has(id)),
    [],
  );
});
