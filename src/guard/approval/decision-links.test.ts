import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { test } from "node:test";
import { createDecisionLinks, type DecisionLink } from "./decision-links.ts";

let now = 1_000;
const links = createDecisionLinks(createSecretKey(Buffer.alloc(32, 1)), () => now);
const link: DecisionLink = { approval: "apr_1", digest: "d", verdict: "once", place: "phone", expires: 2_000 };

test("a link says what it was made for until its time is over", () => {
  const text = links.make(link);
  assert.deepEqual(links.read(text), link);
  now = 2_000;
  assert.throws(() => links.read(text), { code: "LINK_INVALID" });
  now = 1_000;
});

test("a link of another key is none", () => {
  const others = createDecisionLinks(createSecretKey(Buffer.alloc(32, 2)), () => now);
  assert.throws(() => links.read(others.make(link)), { code: "LINK_INVALID" });
});
