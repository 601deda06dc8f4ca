import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { catalogue } from "../../src/operations/index.ts";
import { errorsPage } from "../../src/app/pages/errors-page.ts";
import { operationsPage } from "../../src/app/pages/operations-page.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("the reference pages are those that the code makes", () => {
  assert.equal(page("operations.md"), operationsPage(catalogue), "run npm run generate");
  assert.equal(page("errors.md"), errorsPage(catalogue), "run npm run generate");
});
