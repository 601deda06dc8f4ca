// What a call comes to beside itself, and terminals: rules that deny or ask are not gone around.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPolicy } from "./load-policy.ts";
import { callerOf, containerOf, paperOperation, questionOf } from "./paper.ts";

const remove = paperOperation("container.remove", "destroy");
const recreate = paperOperation("container.recreate", "destroy", {
  comprises: [{ operation: remove, on: (targets) => targets }],
});
const web = containerOf("web");
const policyOf = (rules: string) => loadPolicy(`version: 1\nroles:\n  tester:\n${rules}`);
const decided = (rules: string, operation: typeof remove): string => {
  const { effect, rule } = policyOf(rules).decide(questionOf(operation, callerOf("tester"), web));
  return `${effect} ${rule}`;
};

test("rules that deny or ask for what a call comes to hold for the call; an allowance for it is neither needed nor enough", () => {
  assert.equal(decided("    allow: [container.recreate]", recreate), "allow tester.allow[0]");
  assert.equal(decided("    allow: [container.remove]", recreate), "deny default");
  assert.equal(decided('    allow: ["container.*"]\n    ask: [container.remove]', recreate), "ask tester.ask[0]");
  assert.equal(decided('    allow: ["container.*"]\n    deny: [container.remove]', recreate), "deny tester.deny[0]");
  const elsewhere = "    deny: [{ operations: container.remove, where: { name: db } }]";
  assert.equal(decided(`    allow: [container.recreate]\n${elsewhere}`, recreate), "allow tester.allow[0]");
});

test("a rule that asks by a risk gives nobody a terminal, and holds for who has one by another rule", () => {
  const terminal = paperOperation("terminal.open", "change");
  assert.equal(decided('    ask: ["risk:change"]', terminal), "deny default");
  assert.equal(decided('    allow: ["*"]', terminal), "allow tester.allow[0]");
  assert.equal(decided('    allow: ["*"]\n    ask: ["risk:change"]', terminal), "ask tester.ask[0]");
  const precious = '    ask: [{ operations: "risk:change", where: { name: web } }]';
  assert.equal(decided(`    allow: [terminal.open]\n${precious}`, terminal), "ask tester.ask[0]");
});
