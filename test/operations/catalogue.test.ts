import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { risks } from "../../src/catalogue/risk.ts";
import { inputFields } from "../../src/catalogue/text-input.ts";
import { verbs } from "../../src/catalogue/verbs.ts";
import { errorTable } from "../../src/kernel/error-table.ts";
import { catalogue } from "../../src/operations/index.ts";

const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
const known = new Set<string>(verbs);

for (const operation of catalogue.operations) {
  const { id, http, input } = operation;

  test(`${id} is named, routed and documented like all others`, () => {
    const [noun, verb = ""] = id.split(".");
    assert.match(id, /^[a-z]+\.[a-z]+$/);
    assert.ok(known.has(verb), `'${verb}' is not in src/catalogue/verbs.ts: use one that is, or add it with a reason`);
    assert.ok(page.includes(`### ${id}\n`), "run npm run generate");
    assert.match(operation.summary, /^[A-Z].*\.$/, `the summary of a ${noun} operation is one sentence`);
    assert.match(http.path, /^\/api(?:\/[a-z][a-z-]*|\/\{\w+\})+$/);
    for (const path of [http.path, ...(http.aliases ?? [])]) {
      for (const [, name = ""] of path.matchAll(/\{(\w+)\}/g)) assert.ok(input.shape[name] !== undefined, name);
    }
  });

  test(`${id} says what it risks, how it fails and when it gives up`, () => {
    assert.ok(risks.includes(operation.risk));
    if (operation.riskOf !== undefined) assert.ok(operation.riskCeiling !== undefined, "riskOf needs a riskCeiling");
    if (operation.riskCeiling !== undefined) {
      assert.ok(risks.indexOf(operation.riskCeiling) >= risks.indexOf(operation.risk));
    }
    assert.ok(operation.errors.length > 0 && operation.errors.every((code) => code in errorTable));
    assert.equal(new Set(operation.errors).size, operation.errors.length, "an error is named twice");
    assert.ok(operation.deadline === "none" || operation.deadline > 0);
    assert.ok(operation.run ?? operation.stream ?? operation.download, "it does nothing");
    if (operation.stream !== undefined) assert.ok(operation.item !== undefined, "a stream needs an item schema");
  });

  test(`${id} describes every field, refuses unknown ones, and its examples are valid`, () => {
    for (const [name, schema] of Object.entries(inputFields(operation) as Record<string, { description?: string }>)) {
      assert.ok((schema.description ?? "").length > 5, `the field '${name}' has no description`);
      assert.match(name, /^[a-z][a-z0-9_]*$/, "fields are written like_this");
    }
    assert.equal(input.safeParse({ ...operation.examples[0].input, no_such_field: 1 }).success, false);
    for (const example of operation.examples) {
      const result = input.safeParse(example.input);
      assert.ok(result.success, `${example.title}: ${result.error?.message}`);
      const risk = operation.riskOf?.(result.data) ?? operation.risk;
      assert.ok(risks.indexOf(risk) <= risks.indexOf(operation.riskCeiling ?? operation.risk));
      operation.body?.of(result.data);
      for (const rule of operation.targets ?? []) rule.reference(result.data);
    }
  });
}

test("no two operations have the same route", () => {
  const routes = catalogue.operations.flatMap(({ http }) =>
    [http.path, ...(http.aliases ?? [])].map((path) => `${http.method} ${path.replaceAll(/\{\w+\}/g, "{}")}`),
  );
  assert.deepEqual(
    routes.filter((route, index) => routes.indexOf(route) !== index),
    [],
  );
});
