import assert from "node:assert/strict";
import { test } from "node:test";
import { directions } from "./directions.ts";
import { folderOf, importsOf, sourceFiles } from "./source-files.ts";

test("no folder of the house imports one that it may not", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    const from = folderOf(file);
    const allowed = directions[from];
    assert.ok(allowed, `${file} stands in a folder without a line in test/house/directions.ts`);
    for (const imported of importsOf(file)) {
      const to = folderOf(imported);
      if (to !== from && !allowed.includes(to) && !allowed.includes("*")) wrong.push(`${file} imports ${imported}`);
    }
  }
  assert.deepEqual(wrong, []);
});
