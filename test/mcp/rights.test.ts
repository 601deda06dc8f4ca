import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer, type TestContainer, uniqueName } from "../support/containers.ts";
import { labels } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { connect, tell, ways } from "./connect.ts";

const policy = `
version: 1
roles:
  careful:
    allow: ["risk:read", "container.start", "container.run", "container.create"]
    ask: ["container.restart"]
    deny: ["container.stop"]
`;

let server: TestServer;
let directory: string;
let web: TestContainer;
const tokens: Record<string, string> = {};

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "gnosis-policy-"));
  const file = join(directory, "policy.yaml");
  writeFileSync(file, policy);
  server = await startServer({ env: { GNOSIS_POLICY_FILE: file } });
  web = await createContainer();
  for (const role of ["viewer", "operator", "careful"]) {
    const { status, body } = await server.call("POST", "/api/tokens", { name: `a-${role}`, role });
    assert.equal(status, 201, JSON.stringify(body));
    tokens[role] = body.text;
  }
});

after(async () => {
  await server?.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const namesFor = async (role: string): Promise<string[]> => {
  const client = await connect(server, { token: tokens[role] ?? "", profile: "admin" });
  const { tools } = await client.listTools();
  await client.close();
  return tools.map((tool) => tool.name);
};

test("what a role can't do isn't listed, and can't be called under its name either", async () => {
  const viewer = await namesFor("viewer");
  assert.ok(
    viewer.includes("container_list") && !viewer.includes("container_stop") && !viewer.includes("container_run"),
  );
  const operator = await namesFor("operator");
  assert.ok(operator.includes("container_stop") && !operator.includes("host_prune"));
  const careful = await namesFor("careful");
  assert.ok(careful.includes("container_restart") && !careful.includes("container_stop"));

  const client = await connect(server, { token: tokens["viewer"] ?? "" });
  await assert.rejects(client.callTool({ name: "container_stop", arguments: { container: web.name } }), {
    code: -32602,
  });
  await client.close();
  assert.equal((await inspectContainer(web.id)).State.Running, true);
});

test("a refusal names the rule and what to do, a wrong name its closest, a wrong field the right ones", async () => {
  const client = await connect(server, { token: tokens["careful"] ?? "" });
  const privileged = await tell(client, "container_run", {
    image: "busybox:latest",
    volumes: ["/etc:/host"],
    labels: { ...labels },
  });
  assert.equal(privileged.isError, true);
  assert.match(privileged.text, /^(?:CONTAINMENT_DENIED|FORBIDDEN):/);
  assert.match(privileged.text, /next: /);
  const typo = await tell(client, "container_inspect", { container: `${web.name}x` });
  assert.match(typo.text, /CONTAINER_NOT_FOUND/);
  assert.match(typo.text, new RegExp(`closest: .*${web.name}`));
  const field = await tell(client, "container_list", { al: true });
  assert.match(field.text, /FIELD_UNKNOWN: container_list has no 'al'.*\nwhere: al\nclosest: all/);
  await assert.rejects(client.callTool({ name: "container_lst", arguments: {} }), /Closest: container_list/);
  await client.close();
});

test("a call that a person must approve gives the approval's id to a client that can't ask", async () => {
  const client = await connect(server, { token: tokens["careful"] ?? "" });
  const told = await tell(client, "container_restart", { container: web.name, reason: "it hangs" });
  assert.equal(told.isError, true);
  assert.match(told.text, /^APPROVAL_REQUIRED:/);
  const id = /approval_wait approval=(\S+)/.exec(told.text)?.[1];
  if (id !== undefined) {
    const waited = await tell(client, "approval_wait", { approval: id, timeout: "100ms" });
    assert.equal(waited.data?.state, "pending", waited.text);
    const { status } = await server.call("POST", `/api/approvals/${id}/approve`, {});
    assert.equal(status, 200);
    assert.equal((await tell(client, "approval_wait", { approval: id })).data?.state, "approved");
    const again = await tell(client, "container_restart", { container: web.name, reason: "it hangs" });
    assert.equal(again.isError, false, again.text);
  }
  await client.close();
});

for (const way of ways) {
  test(`over ${way} the question is the protocol's own where the client can show it, and its yes alone allows nothing`, async () => {
    const client = await connect(server, {
      token: tokens["careful"] ?? "",
      way,
      capabilities: { elicitation: { form: {} } },
    });
    const asked: string[] = [];
    client.setRequestHandler("elicitation/create", (request: any) => {
      asked.push(request.params.message);
      return { action: "accept" as const, content: { approved: true } };
    });
    const before = (await inspectContainer(web.id)).State.StartedAt;
    const told = await tell(client, "container_restart", { container: web.id, timeout: "2s" });
    assert.equal(asked.length, 1, told.text);
    assert.match(asked[0] ?? "", /container_restart needs a person's approval/);
    assert.equal(told.isError, true);
    assert.match(told.text, /APPROVAL_REQUIRED/);
    assert.equal((await inspectContainer(web.id)).State.StartedAt, before);
    await client.close();
  });
}

test("a run with an idempotency key makes one container, however often and in parallel it is called", async () => {
  const client = await connect(server);
  const name = uniqueName("once");
  const wanted = {
    image: "busybox:latest",
    name,
    command: ["sleep", "600"],
    labels: { ...labels },
    idempotency_key: name,
  };
  const answers = await Promise.all([1, 2, 3].map(() => tell(client, "container_run", wanted)));
  const later = await tell(client, "container_run", wanted);
  for (const told of [...answers, later]) assert.equal(told.isError, false, told.text);
  assert.equal(new Set([...answers, later].map((told) => told.data.id)).size, 1);
  assert.match(later.text, /earlier call with this key/);
  await client.close();
});
