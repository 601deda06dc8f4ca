import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInProblems, loadPolicy } from "../../src/guard/policy/load-policy.ts";
import { policyTemplates } from "../../src/guard/policy/templates/templates.ts";
import { catalogue } from "../../src/operations/index.ts";
import { socketOperations } from "../../src/proxy/operations.ts";

const operations = [...catalogue.operations, ...socketOperations];
const ids = operations.map(({ id }) => id);
const caller = (role: string) => ({ id: "x", name: "x", role, surface: "rest" }) as const;

test("every operation that a built-in role or a template names is there", () => {
  assert.deepEqual(builtInProblems(ids), []);
  for (const [name, text] of Object.entries(policyTemplates)) loadPolicy(text, { file: name, operations: ids });
});

test("nobody but an admin gets at tokens, records, the policy, approvals of others, or the host", () => {
  const policies = [
    ...["viewer", "operator", "developer"].map((role) => [loadPolicy(undefined), role] as const),
    ...Object.entries(policyTemplates).map(([role, text]) => [loadPolicy(text), role] as const),
  ];
  const forAdmins = ids.filter((id) =>
    /^(?:token|audit|session|policy)\.|^approval\.(?:approve|deny|edit|extend)$|^freeze\.(?:create|lift)$/.test(id),
  );
  assert.ok(forAdmins.length > 12);
  for (const [policy, role] of policies)
    for (const operation of operations) {
      const may = policy.mayEver(caller(role), operation);
      if (forAdmins.includes(operation.id)) assert.equal(may, false, `${role} ${operation.id}`);
      if (operation.risk === "host" && role !== "supervised") assert.equal(may, false, `${role} ${operation.id}`);
    }
});

test("a viewer and an observer change nothing at all", () => {
  for (const [policy, role] of [
    [loadPolicy(undefined), "viewer"],
    [loadPolicy(policyTemplates.observe), "observe"],
  ] as const)
    for (const operation of operations)
      if (operation.risk !== "read") assert.equal(policy.mayEver(caller(role), operation), false, operation.id);
});

test("each built-in role may what the smaller one may", () => {
  const policy = loadPolicy(undefined);
  const order = ["viewer", "operator", "developer", "admin"];
  for (const [index, role] of order.slice(1).entries())
    for (const operation of operations)
      if (policy.mayEver(caller(order[index] ?? ""), operation))
        assert.ok(policy.mayEver(caller(role), operation), `${role} ${operation.id}`);
});
