import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, client } from "../support/client.ts";
import { createContainer, engine, inspectContainer, labels, removeOwn } from "../support/engine.ts";
import { startGuarded } from "../proxy/support/guarded.ts";
import { waitFor } from "../support/wait-for.ts";
import { startServer, type TestServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-approval-"));
const policyFile = join(dataDir, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  careful:
    allow: ["risk:read", approval.cancel]
    ask:
      - operations: [container.stop, container.start, container.restart, container.remove, container.kill]
        name: by-hand
    containment: { level: restricted, mountRoots: [] }
`,
);
/** What the server tells people, by the settings' one webhook. */
const told: any[] = [];
const hook = createServer((asked, response) => {
  let text = "";
  asked.on("data", (chunk) => (text += String(chunk)));
  asked.on("end", () => {
    told.push(JSON.parse(text));
    response.end();
  });
});
let server: TestServer;
let agent: Client;
let agentToken: string;

/** Starts the server on the same data again; tokens, approvals and freezes are still there. */
async function start(): Promise<void> {
  const to = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  const env = { GNOSIS_POLICY_FILE: policyFile, GNOSIS_NOTICES: JSON.stringify([{ name: "hook", to }]) };
  server = await startServer({ dataDir, env });
  agent = client(server.url, agentToken);
}

before(async () => {
  await new Promise<void>((resolve) => void hook.listen(0, "127.0.0.1", resolve));
  agentToken = "";
  await start();
  const made = await server.call("POST", "/api/tokens", { name: "agent", role: "careful" });
  assert.equal(made.status, 201, made.text);
  agentToken = made.body.text;
  agent = client(server.url, agentToken);
});

after(async () => {
  await server.stop();
  hook.close();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

const status = async (id: string): Promise<string> => (await inspectContainer(id)).State.Status;

/** Asks for an operation on a container and gives the approval that it waits for. */
async function ask(id: string, what: string, body: object = {}): Promise<any> {
  const answer = await agent("POST", `/api/containers/${id}/${what}`, body, { "x-gnosis-reason": "the tests want it" });
  assert.equal(answer.status, 202, answer.text);
  assert.equal(answer.body.code, "APPROVAL_REQUIRED");
  assert.equal(answer.headers.get("location"), `/api/approvals/${answer.body.approval.id}`);
  return answer.body.approval;
}

test("an assistant's call waits for a person, runs once approved, once, and the record says on whose word", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(name, "stop");
  assert.equal(await status(id), "running");
  const [seen] = (await server.call("GET", "/api/approvals?state=pending")).body.approvals;
  assert.equal(seen.id, approval.id);
  assert.equal(seen.claimed_reason, "the tests want it");
  assert.equal(seen.targets[0].id, id);
  assert.equal(seen.targets[0].state.status, "running");
  assert.equal(seen.undo, `container.start: start ${name}`);
  const notice = await waitFor("the notice", () =>
    Promise.resolve(told.find(({ detail }) => detail.approval === approval.id)),
  );
  assert.equal(notice.title, `agent asks for container.stop on ${name}`);
  const waiting = agent("POST", `/api/approvals/${approval.id}/wait`, { timeout: "60s" });
  const own = await agent("POST", `/api/approvals/${approval.id}/approve`, {});
  assert.equal(own.status, 403, "the agent may not approve");
  const approved = await server.call("POST", `/api/approvals/${approval.id}/approve`, { comment: "go on" });
  assert.equal(approved.status, 200, approved.text);
  assert.equal((await waiting).body.approval.state, "approved");
  const stopped = await agent("POST", `/api/containers/${name}/stop`, {});
  assert.equal(stopped.status, 200, stopped.text);
  assert.equal(await status(id), "exited");
  const record = await server.call("GET", `/api/audit/${stopped.headers.get("x-gnosis-record") ?? ""}`);
  assert.equal(record.body.decision.effect, "ask");
  assert.equal(record.body.decision.approval, approval.id);
  await engine("POST", `/containers/${id}/start`);
  assert.notEqual((await ask(name, "stop")).id, approval.id, "it was good once");
});

test("a container that changed in between is asked for again, and says what changed", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(name, "restart");
  await server.call("POST", `/api/approvals/${approval.id}/approve`, {});
  await engine("POST", `/containers/${id}/kill`);
  await engine("POST", `/containers/${id}/wait`);
  const again = await ask(name, "restart");
  assert.notEqual(again.id, approval.id);
  const shown = await server.call("GET", `/api/approvals/${again.id}`);
  assert.match(shown.body.changed.join(" "), /status .* was "running" and is "exited"/);
  assert.equal((await server.call("GET", `/api/approvals/${approval.id}`)).body.state, "changed");
  assert.equal(await status(id), "exited");
});

test("another container of the same name is another call", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(name, "kill");
  await server.call("POST", `/api/approvals/${approval.id}/approve`, {});
  await engine("DELETE", `/containers/${id}?force=true`);
  const second = await createContainer({ name });
  assert.notEqual((await ask(name, "kill")).id, approval.id);
  assert.equal(await status(second.id), "running");
});

test("a call may wait for its approval and goes on by itself", async () => {
  const { id, name } = await createContainer();
  const running = agent("POST", `/api/containers/${name}/kill`, {}, { prefer: "wait=120" });
  let approval: { id: string } | undefined;
  while (approval === undefined) {
    const { body } = await server.call("GET", "/api/approvals?state=pending");
    approval = body.approvals.find((one: any) => one.targets[0].id === id);
  }
  await server.call("POST", `/api/approvals/${approval.id}/approve`, {});
  assert.equal((await running).status, 200);
  assert.notEqual(await status(id), "running");
});

test("a permission for some minutes covers the same call again, and survives a restart of the server", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(name, "restart", { timeout: 1 });
  const pending = await ask(name, "kill");
  await server.call("POST", `/api/approvals/${approval.id}/approve`, { for: "10m" });
  assert.equal((await agent("POST", `/api/containers/${name}/restart`, { timeout: 2 })).status, 200);
  await server.stop("SIGKILL");
  await start();
  assert.equal((await agent("POST", `/api/containers/${name}/restart`, { timeout: 1 })).status, 200);
  assert.equal((await ask(name, "kill")).id, pending.id, "what waited still waits");
  const ended = await server.call("DELETE", `/api/approvals/${approval.id}`);
  assert.equal(ended.status, 200, ended.text);
  await ask(name, "restart", { timeout: 1 });
  assert.equal(await status(id), "running");
});

test("a no is told, and with a freeze the caller may only read, also after a restart, until it is lifted", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(name, "stop");
  const denied = await server.call("POST", `/api/approvals/${approval.id}/deny`, { comment: "not now", freeze: true });
  assert.equal(denied.status, 200, denied.text);
  const frozen = await agent("POST", `/api/containers/${name}/stop`, {});
  assert.deepEqual([frozen.status, frozen.body.code], [403, "FROZEN"]);
  await server.stop();
  await start();
  assert.equal((await agent("POST", `/api/containers/${name}/stop`, {})).body.code, "FROZEN");
  assert.equal((await agent("GET", "/api/containers")).status, 200);
  const [freeze] = (await server.call("GET", "/api/freezes")).body.freezes;
  assert.equal(freeze.token.name, "agent");
  assert.equal((await server.call("DELETE", `/api/freezes/${freeze.id}`)).status, 200);
  const refused = await agent("POST", `/api/containers/${name}/stop`, {});
  assert.deepEqual([refused.status, refused.body.code], [403, "FORBIDDEN"]);
  assert.match(refused.body.detail, /not now/);
  assert.equal(await status(id), "running");
});

test("a freeze of everybody ends the streams that run", async () => {
  const { name } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 1; done"] });
  const stream = await fetch(`${server.url}/api/containers/${name}/logs?follow=true`, {
    headers: { authorization: `Bearer ${agentToken}`, accept: "application/x-ndjson" },
  });
  const reader = stream.body?.getReader();
  assert.ok(reader !== undefined);
  await reader.read();
  const { body } = await server.call("POST", "/api/freezes", { reason: "looking into something" });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  assert.match(text, /FROZEN/);
  assert.equal((await server.call("DELETE", `/api/freezes/${body.freeze.id}`)).status, 200);
});

test("what is made up, of others, or decided already leads nowhere", async () => {
  const { name } = await createContainer();
  const approval = await ask(name, "stop");
  const other = await server.call("POST", "/api/tokens", { name: "other", role: "careful" });
  const stranger = client(server.url, other.body.text);
  assert.equal((await stranger("GET", `/api/approvals/${approval.id}`)).body.code, "APPROVAL_NOT_FOUND");
  assert.equal((await stranger("GET", "/api/approvals")).body.total, 0);
  assert.equal((await stranger("DELETE", `/api/approvals/${approval.id}`)).body.code, "APPROVAL_NOT_FOUND");
  const forged = await server.call("POST", "/api/approvals/apr_aaaaaaaaaaaaaaaa/approve", {});
  assert.equal(forged.body.code, "APPROVAL_NOT_FOUND");
  const both = await Promise.all([
    server.call("POST", `/api/approvals/${approval.id}/approve`, {}),
    server.call("POST", `/api/approvals/${approval.id}/deny`, {}),
  ]);
  assert.deepEqual(
    both.map((answer) => answer.status).sort((a, b) => a - b),
    [200, 409],
  );
});

test("a freeze ends what runs over a guarded socket", async () => {
  const guarded = await startGuarded({ roles: ["viewer"] });
  try {
    const { id } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 1; done"] });
    const ended = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    request(
      {
        socketPath: guarded.path("viewer"),
        path: `/v1.41/containers/${id}/logs?stdout=1&follow=1`,
        headers: { host: "docker" },
      },
      (response) => {
        response.once("data", () => begun.resolve());
        response.once("error", () => ended.resolve());
        response.once("close", () => ended.resolve());
        response.resume();
      },
    ).end();
    await begun.promise;
    assert.equal((await guarded.server.call("POST", "/api/freezes", { reason: "looking" })).status, 201);
    await ended.promise;
  } finally {
    await guarded.stop();
  }
});

test("a plan says what goes in bytes and volumes, and how it is taken back, from the table of receipts", async () => {
  const volume = (await engine("POST", "/volumes/create", { Labels: labels })).Name as string;
  const { id, name } = await createContainer({
    command: ["sh", "-c", "dd if=/dev/zero of=/big bs=1024 count=300; sleep 600"],
    hostConfig: { Binds: [`${volume}:/data`] },
  });
  await waitFor("the file", async () => (await engine("GET", `/containers/${id}/json?size=true`)).SizeRw >= 300 * 1024);
  const asked = await agent("DELETE", `/api/containers/${id}?force=true`);
  const removal = (await server.call("GET", `/api/approvals/${asked.body.approval.id}`)).body;
  assert.ok(
    removal.effects.some((line: string) => /holds 300(\.\d)? ?KiB/.test(line)),
    removal.effects.join("\n"),
  );
  assert.ok(removal.effects.some((line: string) => line.includes(`mounts volume ${volume}`)));
  assert.match(removal.undo, /^trash\.restore/);
  const { id: stop } = await ask(id, "stop");
  assert.equal((await server.call("GET", `/api/approvals/${stop}`)).body.undo, `container.start: start ${name}`);
  const { id: restart } = await ask(id, "restart");
  const plan = (await server.call("GET", `/api/approvals/${restart}`)).body;
  assert.deepEqual([plan.undo, plan.effects.at(-1)], [null, "It can't be taken back: A restart has happened."]);
});

test("a diagnosis and the events say who stopped a container, through what, and with whose approval", async () => {
  const { id } = await createContainer();
  const approval = await ask(id, "stop");
  await server.call("POST", `/api/approvals/${approval.id}/approve`);
  assert.equal((await agent("POST", `/api/containers/${id}/stop`)).status, 200);
  const told = /agent \(container\.stop via rest, approved by admin-file\)/;
  await waitFor("the diagnosis", async () => {
    const { findings } = (await server.call("GET", `/api/containers/${id}/diagnosis`)).body;
    return told.test(findings[0]?.text);
  });
  const { events } = (await server.call("GET", `/api/events/history?object=${id}&action=die`)).body;
  assert.deepEqual([events[0].by.caller, events[0].by.approved_by], ["agent", "admin-file"]);
  assert.match(events[0].summary, /by agent through REST \(container\.stop, approved by admin-file\)/);
});
