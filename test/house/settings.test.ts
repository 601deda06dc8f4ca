import assert from "node:assert/strict";
import { test } from "node:test";
import { settingList } from "../../src/config/settings.ts";
import { sourceFiles, textOf } from "./source-files.ts";

test("every setting is read by something: one that changes nothing misleads", () => {
  const code = sourceFiles()
    .filter((file) => !file.startsWith("src/config/"))
    .map(textOf)
    .join("\n");
  assert.deepEqual(
    Object.keys(settingList).filter((key) => !new RegExp(`\\b${key}\\b`).test(code)),
    [],
  );
});
