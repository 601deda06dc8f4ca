import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
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
  trusting:
    allow: ["risk:read"]
    ask:
      - { operations: container.restart, answer: client }
      - container.pause
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
  for (const role of ["viewer", "operator", "careful", "trusting"]) {
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

test("a call that may wait for its approval goes on as soon as it is given, and its reason is shown as claimed", async () => {
  const client = await connect(server, { token: tokens["careful"] ?? "" });
  const since = (await inspectContainer(web.id)).State.StartedAt;
  const input = { container: web.id, timeout: "3s", reason: "it hangs again" };
  const over = await tell(client, "container_restart", { ...input, wait_approval: "100ms" });
  assert.match(over.text, /^APPROVAL_REQUIRED/, "its time is over");
  const id = /approval_wait approval=(\S+)/.exec(over.text)?.[1];
  const { body } = await server.call("GET", `/api/approvals/${id}`);
  assert.equal(body.claimed_reason, "it hangs again", JSON.stringify(body));
  const waiting = tell(client, "container_restart", { ...input, wait_approval: "2m" });
  assert.equal(await Promise.race([waiting, sleep(1_000, "still waiting")]), "still waiting");
  const { status } = await server.call("POST", `/api/approvals/${id}/approve`, {});
  assert.equal(status, 200);
  const told = await waiting;
  assert.equal(told.isError, false, told.text);
  assert.notEqual((await inspectContainer(web.id)).State.StartedAt, since);
  assert.match(
    (await tell(client, "container_restart", { ...input, wait_approval: "soon" })).text,
    /^INPUT_INVALID.*2m/,
  );
  assert.match((await tell(client, "container_list", { wait_approval: "1m" })).text, /^FIELD_UNKNOWN/);
  await client.close();
});

const form = { elicitation: { form: {} } };
const newest = async (operation: string): Promise<any> => {
  const { body } = await server.call("GET", `/api/audit?operation=${operation}&target=${web.name}&limit=1`);
  return body.records?.[0];
};

for (const way of ways) {
  test(`over ${way} a yes in the client approves the one call that was shown, where the rule says so, and is recorded as such`, async () => {
    const client = await connect(server, { token: tokens["trusting"] ?? "", way, capabilities: form });
    const asked: string[] = [];
    let answer: any = { action: "accept", content: { approved: true } };
    client.setRequestHandler("elicitation/create", (request: any) => {
      asked.push(request.params.message);
      return answer;
    });
    const started = async () => (await inspectContainer(web.id)).State.StartedAt;
    const restart = () => tell(client, "container_restart", { container: web.id, timeout: "1s" });
    try {
      const before = await started();
      const told = await restart();
      assert.equal(told.isError, false, told.text);
      assert.notEqual(await started(), before);
      assert.equal(asked.length, 1);
      assert.match(asked[0] ?? "", /^container_restart needs your approval/);
      assert.match(asked[0] ?? "", new RegExp(`- .*${web.name}`));
      const { decision } = await newest("container.restart");
      assert.equal(decision.answered, "client");
      assert.match(decision.approval, /^apr_/);
      const { body } = await server.call("GET", `/api/approvals/${decision.approval}`);
      assert.equal(body.decided_by.surface, "mcp");
      assert.equal(body.state, "used");

      const since = await started();
      for (const no of [
        { action: "decline" },
        { action: "cancel" },
        { action: "accept", content: { approved: false } },
      ]) {
        answer = no;
        assert.match((await restart()).text, /^APPROVAL_REQUIRED/);
      }
      assert.equal(await started(), since, "a no, or no answer, runs nothing");
      assert.equal(asked.length, 4, "every call is asked about anew");

      answer = { action: "accept", content: { approved: true } };
      const pause = await tell(client, "container_pause", { container: web.id });
      assert.match(pause.text, /^APPROVAL_REQUIRED/, "a rule that doesn't say so wants another person");
    } finally {
      await client.close();
    }
  });
}

test("an answer to a question that was never put, or put to another call, approves nothing", async () => {
  const since = (await inspectContainer(web.id)).State.StartedAt;
  const raw = async (capabilities: object, more: object): Promise<any> => {
    const response = await fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokens["trusting"]}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "container_restart",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "container_restart",
          arguments: { container: web.id, timeout: "1s" },
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
            "io.modelcontextprotocol/clientCapabilities": capabilities,
          },
          ...more,
        },
      }),
    });
    const text = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
  };
  const yes = { inputResponses: { approval: { action: "accept", content: { approved: true } } } };
  assert.equal((await raw({}, {})).isError, true, "a client that can't ask isn't asked");
  const question = await raw(form, {});
  assert.equal(question.resultType, "input_required", JSON.stringify(question));
  const state = { requestState: question.requestState };
  assert.equal((await raw(form, yes)).isError, true, "without the question's own mark");
  assert.equal((await raw(form, { ...yes, requestState: "made-up" })).isError, true, "with another mark");
  assert.equal((await raw({}, { ...yes, ...state })).isError, true, "from a client that now says it can't ask");
  assert.equal((await raw(form, { ...yes, ...state })).isError, true, "the mark is good once");
  assert.equal((await inspectContainer(web.id)).State.StartedAt, since);
  const again = await raw(form, {});
  assert.equal((await raw(form, { ...yes, requestState: again.requestState })).isError ?? false, false);
  assert.notEqual((await inspectContainer(web.id)).State.StartedAt, since);
});

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
