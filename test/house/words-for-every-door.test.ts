import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles, textOf } from "./source-files.ts";

/** Names of MCP tools, as their definitions say them. */
const tools = sourceFiles()
  .filter((file) => file.startsWith("src/surfaces/mcp/tools/"))
  .flatMap((file) => [...textOf(file).matchAll(/\bname: "([a-z]+_[a-z_]+)"/g)].map(([, name = ""]) => name));

test("what an operation says fits every door: it names no tool of MCP", () => {
  assert.ok(tools.length > 20, "the tools are found");
  const named = sourceFiles()
    .filter((file) => file.startsWith("src/operations/"))
    .flatMap((file) =>
      tools.filter((tool) => new RegExp(`\\b${tool}\\b`).test(textOf(file))).map((tool) => `${file}: ${tool}`),
    );
  assert.deepEqual(named, []);
});
