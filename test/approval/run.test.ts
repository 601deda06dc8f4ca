import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, client } from "../support/client.ts";
import { createContainer, engine, inspectContainer, removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-run-"));
const policyFile = join(dataDir, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  patient:
    allow: ["risk:read", approval.cancel]
    ask:
      - { operations: [container.stop, container.exec, container.rename], onApproval: run }
    containment: { level: restricted, mountRoots: [] }
`,
);
let server: TestServer;
let agent: Client;
let token: { id: string; text: string };

async function start(): Promise<void> {
  server = await startServer({ dataDir, env: { GNOSIS_POLICY_FILE: policyFile } });
  if (token !== undefined) agent = client(server.url, token.text);
}
before(async () => {
  await start();
  const made = (await server.call("POST", "/api/tokens", { name: "agent", role: "patient" })).body;
  token = { id: made.token.id, text: made.text };
  agent = client(server.url, token.text);
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(path: string, body: object = {}): Promise<string> {
  const asked = await agent("POST", path, body);
  assert.equal(asked.status, 202, asked.text);
  assert.equal(asked.body.approval.onApproval, "run");
  return asked.body.approval.id;
}
const approve = (id: string) => server.call("POST", `/api/approvals/${id}/approve`);
/** What came of it, for who asked; waits for it. */
const outcome = async (id: string, who: Client = agent): Promise<any> =>
  (await who("POST", `/api/approvals/${id}/wait`, { timeout: "2m" })).body.approval;

test("an approved call is made by the server as its caller, once, and its answer is fetched by the approval", async () => {
  const { id, name } = await createContainer();
  const approval = await ask(`/api/containers/${id}/exec`, {
    command: ["sh", "-c", "echo hello; echo run >> /runs"],
  });
  assert.equal((await approve(approval)).status, 200);
  const { state, run } = await outcome(approval);
  assert.deepEqual([state, run.state, run.answer.stdout], ["used", "done", "hello\n"]);
  const record = (await server.call("GET", `/api/audit/${run.record}`)).body;
  assert.deepEqual(
    [record.caller.name, record.operation, record.decision.approval],
    ["agent", "container.exec", approval],
  );
  assert.equal((await approve(approval)).status, 409);
  const runs = await server.call("POST", `/api/containers/${name}/exec`, { command: "cat /runs" });
  assert.equal(runs.body.stdout, "run\n");
  const decider = (await server.call("GET", `/api/approvals/${approval}`)).body;
  assert.deepEqual([decider.run.state, decider.run.answer], ["done", undefined], "the answer is for who asked");
});

test("what has changed since it was shown is not done, and waits for a new answer", async () => {
  const { id } = await createContainer();
  const approval = await ask(`/api/containers/${id}/stop`);
  await engine("POST", `/containers/${id}/pause`);
  const stale = await approve(approval);
  assert.deepEqual([stale.status, stale.body.code], [409, "CONFLICT"]);
  assert.match(stale.body.detail, /no longer as it was shown.*was "running" and is "paused"/);
  const { state } = await outcome(approval);
  assert.equal(state, "changed");
  assert.equal((await inspectContainer(id)).State.Paused, true);
  const { approvals } = (await agent("GET", "/api/approvals?state=pending")).body;
  const next = approvals.find((one: any) => one.targets[0]?.id === id);
  assert.deepEqual([next.id, next.changed.length, next.run.state], [stale.body.renewed, 1, "waiting"]);
  await approve(next.id);
  assert.equal((await outcome(next.id)).run.state, "done");
  assert.equal((await inspectContainer(id)).State.Running, false);
});

test("a no, or a revoked token, makes nothing, and the call's input does not stay in the store", async () => {
  const { id } = await createContainer();
  const secret = `sw0rdfish${Date.now()}`;
  const denied = await ask(`/api/containers/${id}/exec`, { command: "true", env: { TOKEN: secret } });
  await server.call("POST", `/api/approvals/${denied}/deny`);
  assert.equal((await outcome(denied)).run, null);
  const other = (await server.call("POST", "/api/tokens", { name: "gone", role: "patient" })).body;
  const asked = await client(server.url, other.text)("POST", `/api/containers/${id}/stop`);
  await server.call("DELETE", `/api/tokens/${other.token.id}`);
  await approve(asked.body.approval.id);
  const { run } = await outcome(asked.body.approval.id, server.call);
  assert.deepEqual([run.state, run.error.code], ["failed", "UNAUTHENTICATED"]);
  assert.equal((await inspectContainer(id)).State.Running, true);
  await server.stop();
  for (const file of ["gnosis.db", "gnosis.db-wal"]) {
    try {
      assert.ok(!readFileSync(join(dataDir, file)).includes(secret), file);
    } catch (thrown) {
      assert.equal((thrown as NodeJS.ErrnoException).code, "ENOENT", String(thrown));
    }
  }
  await start();
});

test("a call that waits survives a restart, and is made when it is approved after that", async () => {
  const { id } = await createContainer();
  const approval = await ask(`/api/containers/${id}/stop`);
  await server.stop("SIGKILL");
  await start();
  assert.equal((await agent("GET", `/api/approvals/${approval}`)).body.run.state, "waiting");
  await approve(approval);
  assert.equal((await outcome(approval)).run.state, "done");
  assert.equal((await inspectContainer(id)).State.Running, false);
});
