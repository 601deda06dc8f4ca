import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keysAt, placeOf, type Schema, schemasAt, valuesAt } from "../../web/src/parts/editor/schema-help.ts";

const schema = JSON.parse(readFileSync(new URL("../../docs/policy.schema.json", import.meta.url), "utf8")) as Schema;
const text = `version: 1
roles:
  web:
    allow:
      - risk:read
      - operations: [container.start]
        where:
          project: shop
    containment:
      level: baseline
    scope:
    - kind: image
      name: a*
`.split("\n");
const place = (line: number): string => placeOf(text, line).path.join("/");

test("the place of a line is known by its indentation, also inside lists", () => {
  assert.deepEqual([0, 2, 3, 4, 5, 6, 7, 9, 11, 12].map(place), [
    "",
    "roles",
    "roles/web",
    "roles/web/allow/0",
    "roles/web/allow/0",
    "roles/web/allow/0",
    "roles/web/allow/0/where",
    "roles/web/containment",
    "roles/web/scope/0",
    "roles/web/scope/0",
  ]);
  assert.equal(placeOf(text, 9).own, "level");
  assert.equal(placeOf(text, 11).own, "kind");
});

test("the published schema says what can stand at a place, and what it means", () => {
  const keys = keysAt(schema, placeOf(text, 9).path).map(({ key }) => key);
  assert.ok(keys.includes("mountRoots") && keys.includes("level"), String(keys));
  assert.deepEqual(valuesAt(schema, ["roles", "web", "containment", "level"]), [
    "privileged",
    "baseline",
    "restricted",
  ]);
  assert.ok(keysAt(schema, ["roles", "web", "allow", 0]).some(({ key }) => key === "where"));
  const [says] = schemasAt(schema, ["roles", "web", "terminals"]);
  assert.match(says?.description ?? "", /terminal/);
});
