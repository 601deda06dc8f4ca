import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { catalogue } from "../../src/operations/index.ts";
import { errorsPage } from "../../src/app/pages/errors-page.ts";
import { stackFieldsPage } from "../../src/app/pages/stack-fields-page.ts";
import { composeJsonSchema } from "../../src/operations/stack/document/schema.ts";
import { operationsPage } from "../../src/app/pages/operations-page.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("the reference pages are those that the code makes", () => {
  assert.equal(page("operations.md"), operationsPage(catalogue), "run npm run generate");
  assert.equal(page("stack-fields.md"), stackFieldsPage(), "run npm run generate");
  assert.deepEqual(JSON.parse(page("compose.schema.json")), JSON.parse(JSON.stringify(composeJsonSchema())));
  assert.equal(page("errors.md"), errorsPage(catalogue), "run npm run generate");
});
