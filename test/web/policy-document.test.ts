import assert from "node:assert/strict";
import { test } from "node:test";
import { policyTemplates } from "../../src/guard/policy/templates/templates.ts";
import {
  emptyPolicy,
  formOf,
  longRules,
  rolesOf,
  withField,
  withoutRole,
  withTemplate,
} from "../../web/src/pages/policy/document.ts";

const text = `# what stays
version: 1
roles:
  web: # the shop
    allow:
      - risk:read
      - operations: [container.start]
        where: { project: shop }
    containment: { level: baseline, mountRoots: [/srv] }
`;

test("a field of the form changes its own place, and leaves comments and longer rules", () => {
  assert.deepEqual(formOf(text, "web").allow, ["risk:read"]);
  assert.equal(longRules(text, "web"), 1);
  const changed = withField(text, "web", "allow", ["risk:read", "container.stop"]);
  assert.match(changed, /# what stays/);
  assert.match(changed, /# the shop/);
  assert.deepEqual(formOf(changed, "web").allow, ["risk:read", "container.stop"]);
  assert.match(changed, /where: \{ project: shop \}/);
});

test("an emptied field is taken away, and with the last one its group", () => {
  const bare = withField(withField(text, "web", "level", ""), "web", "mountRoots", []);
  assert.ok(!bare.includes("containment"));
});

test("templates go beside what is there, and a role can be taken out again", () => {
  assert.equal(withTemplate(emptyPolicy, policyTemplates.observe), policyTemplates.observe);
  const both = withTemplate(text, policyTemplates.observe);
  assert.deepEqual(rolesOf(both), ["web", "observe"]);
  assert.deepEqual(rolesOf(withoutRole(both, "web")), ["observe"]);
  const added = withField(emptyPolicy, "fresh", "allow", ["risk:read"]);
  assert.deepEqual(formOf(added, "fresh").allow, ["risk:read"]);
});

test("a text that is no policy has no roles, rather than wrong ones", () => {
  assert.equal(rolesOf("roles: ["), undefined);
  assert.equal(rolesOf("- a list"), undefined);
});
