import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOperation } from "../catalogue/operation.ts";
import { GnosisError } from "../kernel/errors.ts";
import { createRates } from "./rates.ts";
import { testCaller } from "./test-support/fake-guard.ts";

const named = (id: string): AnyOperation => ({ id }) as unknown as AnyOperation;
const create = named("container.create");
const list = named("container.list");
const rules = [
  { name: "dev.rates[0]", patterns: ["container.create"], perMinute: 2 },
  { name: "dev.rates[1]", patterns: ["risk:change"], perMinute: 3 },
];

test("a rate counts the last sixty seconds of each caller by itself, and says when the next call may come", () => {
  let now = 0;
  const rates = createRates({ elapsed: () => now });
  const call = (caller = testCaller) => rates.count(rules, caller, create, "change");
  call();
  now = 10_000;
  call();
  assert.throws(call, (error) => {
    assert.ok(error instanceof GnosisError);
    assert.deepEqual([error.code, error.detail.rule], ["LIMIT_REACHED", "dev.rates[0]"]);
    assert.equal(error.detail.extra?.["retryAfter"], 50);
    return true;
  });
  call({ ...testCaller, id: "another" });
  rates.count(rules, testCaller, list, "read");
  now = 60_000;
  call();
  assert.throws(call, { code: "LIMIT_REACHED" });
});

test("a call that one rule refuses is counted by none", () => {
  const rates = createRates({ elapsed: () => 0 });
  const other = named("container.stop");
  for (const operation of [create, create]) rates.count(rules, testCaller, operation, "change");
  for (let at = 0; at < 5; at++)
    assert.throws(() => rates.count(rules, testCaller, create, "change"), { code: "LIMIT_REACHED" });
  rates.count(rules, testCaller, other, "change");
  assert.throws(() => rates.count(rules, testCaller, other, "change"), /risk:change may be called 3 times/);
});
