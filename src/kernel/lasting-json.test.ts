import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { jsonDigest, jsonLine, jsonText, lasting } from "./lasting-json.ts";

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

test("a line is the text and a line feed, kept as bytes where it is long, and the text can still be had", () => {
  assert.equal(jsonLine({ a: 1 }), '{"a":1}\n');
  const short = lasting({ a: lasting([1, 2]) });
  assert.equal(jsonLine(short), '{"a":[1,2]}\n');
  const long = lasting({ members: Array.from({ length: 5_000 }, (_, at) => `é${at}`) });
  const text = JSON.stringify(long);
  const line = jsonLine(long);
  assert.ok(Buffer.isBuffer(line));
  assert.equal(line.toString(), `${text}\n`);
  assert.equal(jsonLine(long), line);
  assert.equal(jsonText(long), text);
  assert.equal(jsonDigest(long), createHash("sha256").update(text).digest("hex"));
});
