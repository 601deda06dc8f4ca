import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, client } from "../support/client.ts";
import { createContainer, engine, inspectContainer, removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-edit-"));
const policyFile = join(dataDir, "policy.yaml");
const policy = (more = ""): string => `version: 1
roles:
  careful:
    allow: ["risk:read", approval.cancel]
    ask:
      - operations: [container.remove, container.kill, container.stop, container.exec, container.prune, container.run]
        name: by-hand
    containment: { level: restricted, mountRoots: [] }
  patient:
    allow: ["risk:read", container.stop]
    ask:
      - { operations: [container.remove, container.kill], onApproval: run }
  watcher:
    allow: ["risk:read"]
  narrow:
    allow: ["risk:read"]
    ask: [container.kill]
${more}`;
writeFileSync(policyFile, policy());
let server: TestServer;
const tokens: Record<string, string> = {};
let agent: Client;

async function start(): Promise<void> {
  server = await startServer({ dataDir, env: { GNOSIS_POLICY_FILE: policyFile } });
  if (tokens["careful"] !== undefined) agent = client(server.url, tokens["careful"]);
}
const as = (role: string): Client => client(server.url, tokens[role] ?? assert.fail(role));
before(async () => {
  await start();
  for (const role of ["careful", "patient", "watcher", "narrow"])
    tokens[role] = (await server.call("POST", "/api/tokens", { name: role, role })).body.text;
  agent = as("careful");
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

const query = "?force=true&volumes=true";
/** Asks for a removal with everything, and gives the approval that it waits for. */
async function askRemoval(id: string, who: Client = agent): Promise<any> {
  const asked = await who("DELETE", `/api/containers/${id}${query}`);
  assert.equal(asked.status, 202, asked.text);
  return (await server.call("GET", `/api/approvals/${asked.body.approval.id}`)).body;
}
const preview = (id: string, edit: object, who: Client = server.call) =>
  who("POST", `/api/approvals/${id}/preview`, edit);
const edit = (id: string, edited: object, who: Client = server.call) =>
  who("POST", `/api/approvals/${id}/edit`, edited);
/** Whether it is there; what lies in the trash is not. */
const exists = async (id: string): Promise<boolean> =>
  (await server.call("GET", `/api/containers/${id}`)).status === 200;

test("a person approves something safer: who asked is told what, makes that call, and only that runs", async () => {
  const { id, name } = await createContainer();
  const approval = await askRemoval(name);
  const offered = approval.offers.map((one: any) => one.changes);
  assert.deepEqual(offered, [{ volumes: false }, { force: false }, {}]);
  const shown = await preview(approval.id, { changes: { volumes: false } });
  assert.equal(shown.status, 200, shown.text);
  assert.deepEqual(shown.body.differs, [{ field: "volumes", was: true, is: false }]);
  assert.equal(shown.body.input.force, true);
  const waiting = agent("POST", `/api/approvals/${approval.id}/wait`, { timeout: "60s" });
  const { digest } = shown.body;
  const answer = await edit(approval.id, { changes: { volumes: false }, digest, comment: "keep its data" });
  assert.equal(answer.status, 200, answer.text);
  const told = (await waiting).body.approval;
  assert.deepEqual([told.state, told.verdict, told.comment], ["edited", "edit", "keep its data"]);
  assert.deepEqual([told.instead.operation, told.instead.input.volumes], ["container.remove", false]);
  const refused = await agent("DELETE", `/api/containers/${name}${query}`);
  assert.deepEqual([refused.status, refused.body.code], [409, "APPROVAL_EDITED"]);
  assert.match(refused.body.detail, /container\.remove \(volumes: true → false\).*keep its data/);
  assert.deepEqual(refused.body.instead.differs, shown.body.differs);
  assert.equal(refused.body.instead.state, "approved");
  assert.equal(await exists(id), true, "nothing has happened yet");
  const made = await agent("DELETE", `/api/containers/${name}?force=true`);
  assert.equal(made.status, 200, made.text);
  assert.equal(await exists(id), false);
  const record = (await server.call("GET", `/api/audit/${made.headers.get("x-gnosis-record") ?? ""}`)).body;
  assert.equal(record.decision.approval, told.instead.approval);
  const next = (await server.call("GET", `/api/approvals/${told.instead.approval}`)).body;
  assert.deepEqual([next.state, next.edited_from, next.decided_by.name], ["used", approval.id, "admin-file"]);
  const notes = (await server.call("GET", "/api/audit?limit=100")).body.records.filter((one: any) =>
    ["approval.edited", "approval.approved"].includes(one.note),
  );
  const edited = notes.find((one: any) => one.detail.approval === approval.id);
  assert.deepEqual([edited.note, edited.detail.instead.differs], ["approval.edited", shown.body.differs]);
  assert.ok(notes.some((one: any) => one.detail.editedFrom === approval.id));
});

test("another operation in its place, for a call that waits by itself", async () => {
  const { id, name } = await createContainer();
  const running = agent("POST", `/api/containers/${name}/kill`, {}, { prefer: "wait=120" });
  let approval: any;
  while (approval === undefined)
    approval = (await server.call("GET", "/api/approvals?state=pending")).body.approvals.find(
      (one: any) => one.targets[0]?.id === id,
    );
  const answer = await edit(approval.id, { operation: "container.stop" });
  assert.equal(answer.status, 200, answer.text);
  const told = await running;
  assert.deepEqual(
    [told.status, told.body.code, told.body.instead.operation],
    [409, "APPROVAL_EDITED", "container.stop"],
  );
  assert.equal((await inspectContainer(id)).State.Running, true);
  assert.equal((await agent("POST", `/api/containers/${name}/stop`)).status, 200);
  assert.equal((await inspectContainer(id)).State.Running, false);
});

test("where the server makes approved calls itself it makes the safer one, once, and who asked gets its answer", async () => {
  const { id } = await createContainer();
  const approval = await askRemoval(id, as("patient"));
  const waiting = as("patient")("POST", `/api/approvals/${approval.id}/wait`, { timeout: "60s" });
  const stopped = await edit(approval.id, { operation: "container.stop" });
  assert.equal(stopped.status, 200, stopped.text);
  assert.equal(stopped.body.approval.instead.approval, null, "the policy allows a stop without asking");
  const { state, run } = (await waiting).body.approval;
  assert.deepEqual([state, run.state, run.answer.status], ["edited", "done", "exited"]);
  assert.equal((await inspectContainer(id)).State.Running, false);
  const again = await as("patient")("DELETE", `/api/containers/${id}${query}`);
  assert.equal(again.body.code, "APPROVAL_EDITED");
  assert.match(again.body.next, /The server makes that call by itself/);
  const second = await createContainer();
  const kept = await askRemoval(second.id, as("patient"));
  await edit(kept.id, { changes: { volumes: false } });
  const { run: made } = (await as("patient")("POST", `/api/approvals/${kept.id}/wait`, { timeout: "60s" })).body
    .approval;
  assert.equal(made.state, "done");
  assert.equal(await exists(second.id), false);
});

test("secrets of the call are in the safer one, and are shown to nobody", async () => {
  const { id } = await createContainer();
  const command = ["sh", "-c", "echo -n $TOKEN | wc -c"];
  const input = { command, env: { TOKEN: "sw0rdfish-12345" }, privileged: true };
  const asked = await agent("POST", `/api/containers/${id}/exec`, input);
  // The role may not run anything privileged: containment refuses before anybody is asked.
  assert.equal(asked.body.code, "CONTAINMENT_DENIED");
  const admin = (await server.call("POST", "/api/tokens", { name: "exec", role: "execs" })).body;
  assert.equal(admin.code, "INPUT_INVALID", "no such role yet");
  writeFileSync(
    policyFile,
    policy('  execs: { allow: ["risk:read"], ask: [container.exec], containment: { level: privileged } }\n'),
  );
  await server.stop();
  await start();
  const { text } = (await server.call("POST", "/api/tokens", { name: "exec", role: "execs" })).body;
  const execs = client(server.url, text);
  const { approval } = (await execs("POST", `/api/containers/${id}/exec`, input)).body;
  const answer = await edit(approval.id, { changes: { privileged: false } });
  assert.equal(answer.status, 200, answer.text);
  assert.doesNotMatch(JSON.stringify(answer.body), /sw0rdfish/);
  const made = await execs("POST", `/api/containers/${id}/exec`, { ...input, privileged: false });
  assert.deepEqual([made.status, made.body.stdout], [200, "15\n"]);
  assert.ok(!readFileSync(join(dataDir, "gnosis.db")).includes("sw0rdfish"));
});

test("an edit never asks for more, and never for what the asker may not do", async () => {
  const { id } = await createContainer();
  const plain = (await agent("DELETE", `/api/containers/${id}`)).body.approval.id;
  for (const [changes, code] of [
    [{ force: true }, "NOT_SAFER"],
    [{ purge: true }, "NOT_SAFER"],
    [{ id: "another" }, "NOT_SAFER"],
    [{ nothing: true }, "FIELD_UNKNOWN"],
    [{}, "NOT_SAFER"],
  ] as const) {
    assert.equal((await preview(plain, { changes })).body.code, code, JSON.stringify(changes));
    assert.equal((await edit(plain, { changes })).body.code, code, JSON.stringify(changes));
  }
  assert.equal(
    (await edit(plain, { operation: "container.exec", changes: { command: "true" } })).body.code,
    "NOT_SAFER",
  );
  const asked = (await as("narrow")("POST", `/api/containers/${id}/kill`)).body.approval.id;
  const beyond = await edit(asked, { operation: "container.stop" });
  assert.deepEqual([beyond.status, beyond.body.code], [403, "FORBIDDEN"]);
  assert.match(beyond.body.detail, /narrow may not do that either/);
  assert.equal((await server.call("GET", `/api/approvals/${asked}`)).body.state, "pending");
});

test("nobody edits but who may approve: not the asker, not another role, not through MCP", async () => {
  const { id } = await createContainer();
  const approval = await askRemoval(id);
  const changes = { volumes: false };
  for (const role of ["careful", "watcher"]) {
    assert.equal((await edit(approval.id, { changes }, as(role))).status, 403, role);
    assert.equal((await server.call("GET", `/api/approvals/${approval.id}`)).body.state, "pending");
  }
  assert.equal((await preview(approval.id, { changes }, as("watcher"))).body.code, "APPROVAL_NOT_FOUND");
  assert.equal(
    (await preview(approval.id, { changes }, agent)).body.code,
    "FORBIDDEN",
    "its own, without a right to decide",
  );
  assert.deepEqual((await agent("GET", `/api/approvals/${approval.id}`)).body.offers, [], "offers are for who decides");
  const own = await server.call("POST", "/api/tokens", { name: "second", role: "admin" });
  const second = client(server.url, own.body.text);
  assert.equal((await edit(approval.id, { changes }, second)).status, 200, "another approver may");
  assert.equal((await edit(approval.id, { changes }, second)).body.code, "CONFLICT", "and once");
});

test("an edit of what has changed meanwhile is refused until it has been looked at again", async () => {
  const { id } = await createContainer();
  const approval = await askRemoval(id);
  const changes = { volumes: false };
  const { digest } = (await preview(approval.id, { changes })).body;
  await engine("POST", `/containers/${id}/pause`);
  const stale = await edit(approval.id, { changes, digest });
  assert.deepEqual([stale.status, stale.body.code], [409, "CONFLICT"]);
  assert.match(stale.body.detail, /status .* was "running" and is "paused"/);
  assert.equal((await edit(approval.id, { changes })).body.code, "CONFLICT", "without a look neither");
  const other = await edit(approval.id, { changes: { force: false, volumes: false }, digest });
  assert.equal(other.body.code, "CONFLICT", "the digest is of another edit");
  const fresh = (await preview(approval.id, { changes })).body;
  assert.equal(fresh.changed.length, 1);
  assert.equal((await edit(approval.id, { changes, digest: fresh.digest })).status, 200);
  await engine("POST", `/containers/${id}/unpause`);
  const again = await agent("DELETE", `/api/containers/${id}?force=true`);
  assert.equal(again.body.code, "APPROVAL_REQUIRED", "what was approved is looked at again before it runs");
  assert.equal(await exists(id), true);
});

test("a server that was started anew holds no call until it is asked for again", async () => {
  const { id } = await createContainer();
  const approval = await askRemoval(id);
  await server.stop("SIGKILL");
  await start();
  const lost = await edit(approval.id, { changes: { volumes: false } });
  assert.deepEqual([lost.status, lost.body.code], [409, "CONFLICT"]);
  assert.equal((await askRemoval(id)).id, approval.id);
  assert.equal((await edit(approval.id, { changes: { volumes: false } })).status, 200);
});

test("a prune of a certain age can be approved and made, and a wide one narrowed to it", async () => {
  const wide = (await agent("POST", "/api/containers/prune", { label: "gnosis-test=none" })).body.approval.id;
  assert.equal((await edit(wide, { changes: { until: "24h" } })).status, 200);
  const made = await agent("POST", "/api/containers/prune", { label: "gnosis-test=none", until: "24h" });
  assert.equal(made.status, 200, made.text);
  const aged = { label: "gnosis-test=none", until: "48h" };
  const { id } = (await agent("POST", "/api/containers/prune", aged)).body.approval;
  await server.call("POST", `/api/approvals/${id}/approve`);
  assert.equal((await agent("POST", "/api/containers/prune", aged)).status, 200);
});

test("a prune that waits names what would go, of what the asker may see, and one that is made smaller what would still", async () => {
  const label = `prune-${Date.now()}`;
  const stopped = await createContainer({ command: ["true"], labels: { [label]: "1" } });
  await engine("POST", `/containers/${stopped.id}/wait`);
  const asked = await agent("POST", "/api/containers/prune", { label });
  const plan = (await server.call("GET", `/api/approvals/${asked.body.approval.id}`)).body;
  assert.ok(
    plan.effects.some((line: string) => line.includes(`Removes the container '${stopped.name}'`)),
    plan.effects.join("\n"),
  );
  const aged = (await preview(plan.id, { changes: { until: "24h" } })).body;
  assert.ok(aged.effects.includes("Removes nothing, as things are now."), aged.effects.join("\n"));
  const dry = (await preview(plan.id, { changes: { dry_run: true } })).body;
  assert.ok(dry.effects.includes("Nothing is removed: it only says what would be."));
});

test("a call that waits is given more time once, by who may decide, and that is recorded", async () => {
  const { id } = await createContainer();
  const approval = await askRemoval(id);
  const extend = (who: Client) => who("POST", `/api/approvals/${approval.id}/extend`);
  assert.equal((await extend(agent)).status, 403);
  const extended = await extend(server.call);
  assert.equal(extended.status, 200, extended.text);
  const minutes = (Date.parse(extended.body.approval.expires) - Date.parse(approval.expires)) / 60_000;
  assert.equal(minutes, 15);
  assert.ok(extended.body.approval.extended !== null);
  assert.equal((await extend(server.call)).body.code, "CONFLICT");
  const { records } = (await server.call("GET", "/api/audit?limit=20")).body;
  const note = records.find((one: any) => one.note === "approval.extended");
  assert.deepEqual([note.detail.approval, note.detail.by.name], [approval.id, "admin-file"]);
  assert.equal((await agent("GET", `/api/approvals/${approval.id}`)).body.expires, extended.body.approval.expires);
});
