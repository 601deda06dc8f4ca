import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPolicy } from "./load-policy.ts";
import { callerOf, paperOperation, questionOf } from "./paper.ts";
import { outcomesOf, type Named } from "./suppose.ts";

const policy = loadPolicy(`version: 1
roles:
  shop:
    scope: [{ project: [shop, till] }, { owned: true }, { kind: network, name: bridge }]
    allow: ["*.list", container.*]
    ask: [{ operations: container.stop, where: { label: { env: "prod*" }, name: "web-*" } }]
    deny: [{ operations: container.exec, where: { image: "ghcr.io/*/vault" } }]
  plain:
    allow: [container.restart]
`);

const outcomes = (role: string, operation: string, named: Named): string[] =>
  outcomesOf(policy, questionOf(paperOperation(operation, "change"), callerOf(role)), named).map(
    ({ decision, when }) => `${decision.hidden === true ? "hidden" : decision.effect} ${when.join(" and ")}`,
  );
const web = { kind: "container", name: "web-1" } as const;

test("where nothing depends on what isn't known of an object there is one outcome", () => {
  assert.deepEqual(outcomes("plain", "container.restart", web), ["allow "]);
  assert.deepEqual(outcomes("plain", "container.stop", web), ["deny "]);
  assert.deepEqual(outcomes("nobody", "container.stop", web), ["deny "]);
});

test("every decision that labels, owner or image could make is told with what would have to be true", () => {
  assert.deepEqual(outcomes("shop", "container.stop", web), [
    "hidden ",
    "allow project shop",
    "ask project shop and label env=prod*",
  ]);
  assert.deepEqual(outcomes("shop", "container.exec", web), [
    "hidden ",
    "allow project shop",
    "deny project shop and image ghcr.io/*/vault",
  ]);
});

test("what the name and kind say already is not supposed otherwise", () => {
  const other = { kind: "container", name: "db" } as const;
  assert.deepEqual(outcomes("shop", "container.stop", other), ["hidden ", "allow project shop"]);
  assert.deepEqual(outcomes("shop", "network.list", { kind: "network", name: "bridge" }), ["allow "]);
});
