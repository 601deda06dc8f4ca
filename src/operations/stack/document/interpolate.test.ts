import assert from "node:assert/strict";
import { test } from "node:test";
import { interpolate, InterpolationError } from "./interpolate.ts";

const env = { A: "one", EMPTY: "", NESTED: "two" };

test("variables stand for their values in every spelling of the specification", () => {
  const cases: Readonly<Record<string, string>> = {
    "plain $A and ${A}": "plain one and one",
    "$$A costs $$5": "$A costs $5",
    "${B:-else} ${B-else} ${EMPTY:-else} ${EMPTY-else}": "else else else ",
    "${A:+there} ${EMPTY:+there} ${EMPTY+there} ${B+there}": "there  there ",
    "${A:?needed} ${EMPTY?needed}": "one ",
    "${B:-${C:-${NESTED}}}": "two",
    "${B:-with } after": "with  after",
    $A$A: "oneone",
  };
  for (const [text, wanted] of Object.entries(cases)) assert.equal(interpolate(text, env).text, wanted, text);
});

test("what is missing stands for nothing and is told, and what must be there is an error with its own words", () => {
  assert.deepEqual(interpolate("${B} $C", env), { text: " ", missing: ["B", "C"] });
  assert.throws(() => interpolate("${B:?set it}", env), /variable B is needed: set it/);
  assert.throws(() => interpolate("${EMPTY:?}", env), /variable EMPTY is needed/);
});

test("what is no variable is an error, and no name of an object's own is one", () => {
  for (const text of ["$", "cost: $5", "${", "${A", "${A!}", "${}", "${1}"])
    assert.throws(() => interpolate(text, env), InterpolationError, text);
  assert.deepEqual(interpolate("${constructor}", env), { text: "", missing: ["constructor"] });
});
