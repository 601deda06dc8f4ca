import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "./read-arguments.ts";
import { inputSchema } from "./schema.ts";
import { toolTable } from "./tools/table.ts";

test("every schema is closed at every level that has named fields, and names follow the rule of clients", () => {
  const names = new Set<string>();
  for (const tool of toolTable) {
    assert.match(tool.name, /^[a-z]+_[a-z]+$/);
    assert.ok(!names.has(tool.name), tool.name);
    names.add(tool.name);
    const schema = inputSchema(tool) as unknown as {
      additionalProperties?: unknown;
      properties: Record<string, unknown>;
    };
    assert.equal(schema.additionalProperties, false, tool.name);
    assert.equal("max_tokens" in schema.properties, tool.long, tool.name);
    assert.equal("reason" in schema.properties, !tool.hints.readOnlyHint, tool.name);
  }
});

test("hints don't contradict each other, and only tools of observe and waits are said to change nothing", () => {
  for (const { name, hints, profile } of toolTable) {
    if (hints.readOnlyHint) assert.ok(!hints.destructiveHint && hints.idempotentHint, name);
    if (profile === "observe") assert.ok(hints.readOnlyHint, name);
    else assert.equal(hints.readOnlyHint, name === "approval_wait", name);
  }
});

test("what a tool does not know, or knows as something else, is named", () => {
  const list = toolTable.find(({ name }) => name === "container_list");
  assert.ok(list !== undefined);
  assert.deepEqual(readArguments(list, { all: true, max_tokens: 500 }).tokens, 500);
  assert.deepEqual(readArguments(list, undefined).input, {});
  for (const wrong of [{ all: "yes" }, { max_tokens: 5 }, { max_tokens: 1.5 }, { max_tokens: "many" }]) {
    assert.throws(() => readArguments(list, wrong), { code: "INPUT_INVALID" });
  }
  for (const unknown of [{ al: true }, { reason: "x" }, { __proto__x: 1 }]) {
    assert.throws(() => readArguments(list, unknown), { code: "FIELD_UNKNOWN" });
  }
});
