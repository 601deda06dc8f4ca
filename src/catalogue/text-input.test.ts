import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { AnyOperation } from "./operation.ts";
import { fromText } from "./text-input.ts";

const operation: AnyOperation = {
  id: "thing.do",
  summary: "Does.",
  risk: "read",
  http: { method: "GET", path: "/api/things" },
  input: z.strictObject({
    all: z.boolean().default(false),
    tail: z.union([z.number().int(), z.literal("all")]).optional(),
    name: z.string().optional(),
    label: z.array(z.string()).optional(),
    command: z.union([z.string(), z.array(z.string())]).optional(),
    filters: z.record(z.string(), z.array(z.string())).optional(),
  }),
  output: z.unknown(),
  deadline: 1000,
  errors: [],
  examples: [{ title: "plain", input: {} }],
};

test("text becomes what the schema has: booleans, numbers, lists and objects", () => {
  assert.deepEqual(
    fromText(operation, [
      ["all", "true"],
      ["tail", "5"],
      ["name", "5"],
      ["label", "a=1"],
      ["label", "b"],
      ["filters", '{"status":["running"]}'],
    ]),
    { all: true, tail: 5, name: "5", label: ["a=1", "b"], filters: { status: ["running"] } },
  );
});

test("what fits no type stays text, for the schema to name", () => {
  assert.deepEqual(fromText(operation, [["all", "banana"]]), { all: "banana" });
  assert.deepEqual(fromText(operation, [["tail", "all"]]), { tail: "all" });
});

test("where a string or a list may stand, one text is a string and several are a list", () => {
  assert.deepEqual(fromText(operation, [["command", "[ -f x ]"]]), { command: "[ -f x ]" });
  assert.deepEqual(fromText(operation, [["command", '["ls","-l"]']]), { command: ["ls", "-l"] });
  const several: [string, string][] = [
    ["command", "ls"],
    ["command", "-l"],
  ];
  assert.deepEqual(fromText(operation, several), { command: ["ls", "-l"] });
});

test("a single value given twice is refused", () => {
  assert.throws(
    () =>
      fromText(operation, [
        ["name", "a"],
        ["name", "b"],
      ]),
    /twice/,
  );
});
