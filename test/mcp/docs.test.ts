import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { clientConfig, clientNames } from "../../src/surfaces/mcp/client-config.ts";
import { answerContinue } from "../../src/surfaces/mcp/tools/continue.ts";
import { toolTable } from "../../src/surfaces/mcp/tools/table.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const page = readFileSync(join(root, "docs/mcp.md"), "utf8");

test("the page about MCP lists exactly the tools that there are, with their profiles and words", () => {
  const rows = [...page.matchAll(/^\| `([a-z]+_[a-z]+)` *\| ([a-z]+) *\| (.*?) *\|$/gm)];
  const told = rows.map(([, name = "", profile = "", words = ""]) => `${name} ${profile} ${words}`);
  const there = [...toolTable, answerContinue].map((tool) => `${tool.name} ${tool.profile} ${tool.description}`);
  assert.deepEqual(told.toSorted(), there.toSorted());
});

test("every JSON snippet of the page and of the command is JSON, and none holds a token", () => {
  const snippets = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  assert.ok(snippets.length >= 2);
  for (const text of snippets) JSON.parse(text);
  for (const name of clientNames) {
    assert.ok(page.includes(`\`${name}\``), `${name} is named on the page`);
    const text = clientConfig(name, "http://127.0.0.1:5680/");
    const json = /^\{[\s\S]*?^\}/m.exec(text)?.[0];
    if (json !== undefined) JSON.parse(json);
    assert.doesNotMatch(text, /gnosis_[a-z0-9]{4,}_/);
    assert.doesNotMatch(text, /5680\/\//);
  }
  assert.throws(() => clientConfig("cursr", ""), { code: "INPUT_INVALID" });
});
