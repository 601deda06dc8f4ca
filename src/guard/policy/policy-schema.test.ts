import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { builtInRoles } from "./built-in-roles.ts";
import { policyJsonSchema } from "./policy-file.ts";
import { policyTemplates } from "./templates/templates.ts";

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
const published = JSON.parse(page("policy.schema.json")) as Parameters<typeof z.fromJSONSchema>[0];
const schema = z.fromJSONSchema(published);

test("the published JSON Schema is the one that the policy file is read with", () => {
  assert.deepEqual(published, JSON.parse(JSON.stringify(policyJsonSchema())));
});

test("by the published JSON Schema the templates, the built-in roles and the docs' examples are valid", () => {
  const texts: [string, string][] = [["built-in roles", builtInRoles], ...Object.entries(policyTemplates)];
  for (const name of ["policy.md", "containment.md", "approvals.md", "sandboxes.md", "tokens.md", "recreate.md"])
    for (const [, text = ""] of page(name).matchAll(/```yaml\n([^]*?)```/g)) {
      const value = parse(text) as Record<string, unknown> | null;
      // Some examples show only the roles; those without any are no policies.
      if (value !== null && "roles" in value) texts.push([name, value["version"] === 1 ? text : `version: 1\n${text}`]);
    }
  assert.ok(texts.length >= 8, String(texts.length));
  for (const [name, text] of texts) {
    const read = schema.safeParse(parse(text));
    assert.ok(read.success, `${name}: ${read.success ? "" : z.prettifyError(read.error)}\n${text}`);
  }
});

test("by the published JSON Schema what the server refuses for its form is refused too", () => {
  for (const text of [
    "roles: {}",
    "version: 2\nroles: {}",
    "version: 1\nroles: { A: {} }",
    "version: 1\nroles: { a: { alow: [] } }",
    "version: 1\nroles: { a: { allow: risk:read } }",
    'version: 1\nroles: { a: { allow: ["risk:reed"] } }',
    "version: 1\nroles: { a: { allow: [{ operations: x, answer: client }] } }",
    "version: 1\nroles: { a: { containment: { level: basline } } }",
    "version: 1\nroles: { a: { containment: { level: baseline, mountRoots: [srv] } } }",
    "version: 1\nroles: { a: { scope: { owned: false } } }",
  ])
    assert.equal(schema.safeParse(parse(text)).success, false, text);
});
