import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { policyTemplates } from "../../src/guard/policy/templates/templates.ts";

test("the policy page shows every template as it is shipped", () => {
  const page = readFileSync(new URL("../../docs/policy.md", import.meta.url), "utf8");
  for (const [name, text] of Object.entries(policyTemplates))
    assert.ok(
      page.includes(`\`\`\`yaml\n${text}\`\`\``),
      `docs/policy.md must hold the template '${name}' word for word`,
    );
});
