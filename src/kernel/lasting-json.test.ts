import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { jsonDigest, jsonText, lasting } from "./lasting-json.ts";

test("what lasts is written as JSON writes it, once", () => {
  let written = 0;
  const item = lasting({ a: 1, b: undefined, c: [undefined, null], d: { toJSON: () => ++written } });
  const list = lasting([item, lasting({ e: "é\u2028" })]);
  const answer = lasting({ list, total: 2, nothing: undefined });
  const text = '{"list":[{"a":1,"c":[null,null],"d":1},{"e":"é\u2028"}],"total":2}';
  assert.deepEqual([jsonText(answer), jsonText(answer), written], [text, text, 1]);
  assert.equal(jsonDigest(answer), createHash("sha256").update(text).digest("hex"));
});

test("any other value is written every time", () => {
  const value = { a: 1 };
  assert.equal(jsonText(value), '{"a":1}');
  value.a = 2;
  assert.equal(jsonText(value), '{"a":2}');
  assert.equal(jsonText(undefined), undefined);
});
