import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { policyJsonSchema } from "./policy-file.ts";

test("the published JSON Schema is the one that the policy file is read with", () => {
  const published = readFileSync(new URL("../../../docs/policy.schema.json", import.meta.url), "utf8");
  assert.deepEqual(JSON.parse(published), JSON.parse(JSON.stringify(policyJsonSchema())));
});
