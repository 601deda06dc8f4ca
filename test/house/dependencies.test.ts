import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "./source-files.ts";

const manifest: Record<string, Record<string, string>> = JSON.parse(textOf("package.json"));
const listed = Object.keys({ ...manifest["dependencies"], ...manifest["devDependencies"] });
/** The names in the first column of the page's tables. */
const described = [...textOf("docs/dependencies.md").matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
);

test("every dependency has its sentence, and no sentence is left of one that is gone", () => {
  assert.deepEqual([...new Set(described)].toSorted(), listed.toSorted());
});

test("versions are exact", () => {
  const loose = Object.entries({ ...manifest["dependencies"], ...manifest["devDependencies"] }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range),
  );
  assert.deepEqual(loose, []);
});
