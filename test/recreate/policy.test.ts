// What a policy says of recreating: rules about removing and creating hold for it, and nobody comes to own what was nobody's.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { client, type Client } from "../support/client.ts";
import { createContainer, inspectContainer, labels, removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { ok } from "./scene.ts";

const policy = `version: 1
roles:
  careful:
    allow: ["risk:read", "container.*", "trash.*"]
    ask: [{ operations: container.remove, name: by-hand }]
    containment: { level: baseline, mountRoots: [] }
  keeper:
    allow: ["risk:read", "container.*"]
    deny: [{ operations: container.create, name: nothing-new }]
    containment: { level: baseline, mountRoots: [] }
  deployer:
    allow: ["risk:read", container.recreate, { operations: container.exec, where: { owned: true } }]
    containment: { level: baseline, mountRoots: [] }
`;
const directory = mkdtempSync(join(tmpdir(), "gnosis-recreate-policy-"));
let server: TestServer;
const as: Record<string, Client> = {};
before(async () => {
  const policyFile = join(directory, "policy.yaml");
  writeFileSync(policyFile, policy);
  server = await startServer({ env: { GNOSIS_POLICY_FILE: policyFile } });
  for (const role of ["careful", "keeper", "deployer"]) {
    const { text } = await ok(server.call("POST", "/api/tokens", { name: role, role }));
    as[role] = client(server.url, text);
  }
});
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
  await removeOwn();
});

const recreate = (role: string, id: string, body: object = {}) =>
  as[role]!("POST", `/api/containers/${id}/recreate`, { settle: "100ms", timeout: "1s", ...body });

test("a rule that asks for removals asks for recreations too, and an approval is for the very settings that were shown", async () => {
  const web = await createContainer();
  const asked = await recreate("careful", web.id, { env: { A: "1" } });
  assert.deepEqual([asked.status, asked.body.code], [202, "APPROVAL_REQUIRED"]);
  assert.match(asked.body.detail, /container\.recreate is also container\.remove/);
  const approve = (id: string) => ok(server.call("POST", `/api/approvals/${id}/approve`, {}));
  await approve(asked.body.approval.id);
  const other = await recreate("careful", web.id, { env: { A: "2" } });
  assert.equal(other.status, 202, "other settings are another call");
  // What the container is has changed since: the body that was approved is not the one that would be sent.
  await ok(server.call("POST", `/api/containers/${web.id}/update`, { memory: "64MiB" }));
  const moved = await recreate("careful", web.id, { env: { A: "1" } });
  assert.equal(moved.status, 202, moved.text);
  assert.notEqual(moved.body.approval.id, asked.body.approval.id);
  assert.equal((await inspectContainer(web.id)).State.Running, true);
  await approve(moved.body.approval.id);
  const done = await ok(recreate("careful", web.id, { env: { A: "1" } }));
  assert.ok((await inspectContainer(done.container.id)).Config.Env.includes("A=1"));
  const back = await as["careful"]!("POST", `/api/trash/${web.id}/restore`, { replace: web.name });
  assert.equal(back.status, 202, "and bringing one back in another's place is a removal of that one");
});

test("a rule that denies creating denies recreating; one that allows only recreating allows it", async () => {
  const web = await createContainer();
  const refused = await recreate("keeper", web.id);
  assert.deepEqual([refused.status, refused.body.code], [403, "FORBIDDEN"]);
  assert.match(refused.body.detail, /nothing-new/);
  await ok(recreate("deployer", web.id, { env: { A: "1" } }));
  const reaching = await recreate("deployer", web.name, { volumes: { "/etc": "/host" } });
  assert.equal(reaching.body.code, "CONTAINMENT_DENIED");
});

test("whoever may recreate what no token made does not come to own it", async () => {
  const web = await createContainer();
  const { container } = await ok(recreate("deployer", web.id, { env: { A: "1" } }));
  assert.deepEqual((await inspectContainer(container.id)).Config.Labels, labels);
  const exec = await as["deployer"]!("POST", `/api/containers/${web.name}/exec`, { command: "id" });
  assert.equal(exec.body.code, "FORBIDDEN");
});
