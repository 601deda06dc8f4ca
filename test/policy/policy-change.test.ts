import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { client, type Client } from "../support/client.ts";
import { uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-policy-change-"));
const file = join(directory, "policy.yaml");
const link = join(directory, "link.yaml");
const text = (role: string, rules = "allow: [risk:read]"): string => `# kept as it is
version: 1
roles:
  ${role}: { ${rules} }
  everything: { allow: ["*"] }
  family: { allow: [risk:read, risk:host, "policy.*"] }
  lead: { allow: [risk:read, policy.inspect, policy.history], ask: [policy.update] }
  keeper: { allow: [policy.update, policy.inspect] }
`;
let server: TestServer;
before(async () => {
  writeFileSync(file, text("first"), { mode: 0o640 });
  symlinkSync(file, link);
  server = await startServer({ env: { GNOSIS_POLICY_FILE: link } });
});
after(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function as(role: string): Promise<Client> {
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName(role), role });
  return client(server.url, body.text);
}
const change = (policy: string, more: object = {}): ReturnType<Client> =>
  server.call("PUT", "/api/policy", { policy, reason: "test", ...more });
const versions = async (): Promise<any[]> => (await server.call("GET", "/api/policy/history")).body.versions;

test("a change is written to the file whole, is in force with the answer, and stays in the history with who and why", async () => {
  const { body: shown } = await server.call("GET", "/api/policy");
  assert.equal(shown.read_only, null);
  assert.equal(shown.text, text("first"));
  const { status, body } = await change(text("second"), { base: shown.text_digest, reason: "a second role" });
  assert.equal(status, 200);
  assert.equal(readFileSync(file, "utf8"), text("second"));
  assert.equal(statSync(file).mode & 0o777, 0o640);
  const { body: now } = await server.call("GET", "/api/policy");
  assert.equal(now.digest, body.digest);
  assert.ok(now.roles.some((role: any) => role.name === "second"));
  const [newest, oldest] = await versions();
  assert.deepEqual(
    [newest.by !== null, newest.reason, newest.in_force, oldest.by, oldest.in_force],
    [true, "a second role", true, null, false],
  );
});

test("a broken text changes nothing and names its line", async () => {
  const before = await versions();
  const { status, body } = await change(text("third", "alow: [risk:read]"));
  assert.equal(status, 400);
  assert.equal(body.code, "POLICY_INVALID");
  assert.equal(body.problems[0].line, 4);
  assert.deepEqual(await versions(), before);
});

test("a text that was begun from another file is refused", async () => {
  const { body: shown } = await server.call("GET", "/api/policy");
  writeFileSync(file, text("outside"));
  const { body } = await change(text("late"), { base: shown.text_digest });
  assert.equal(body.code, "CONFLICT");
  assert.equal(readFileSync(file, "utf8"), text("outside"));
  await waitFor("the change from outside to be a version", async () => (await versions())[0].by === null);
});

test("a former version is put in force again, and two can be compared", async () => {
  await change(text("fourth"));
  const all = await versions();
  const { body: diff } = await server.call("POST", "/api/policy/diff", { from: all[1].version, to: all[0].version });
  assert.deepEqual(
    diff.lines.filter(({ sign }: any) => sign !== " ").map(({ sign, text: line }: any) => sign + line),
    ["-  outside: { allow: [risk:read] }", "+  fourth: { allow: [risk:read] }"],
  );
  const { body } = await server.call("POST", "/api/policy/restore", { version: all[1].version, reason: "back" });
  assert.match(body.message, /in force again/);
  assert.equal(readFileSync(file, "utf8"), text("outside"));
  assert.equal((await versions())[0].reason, "back");
  const { body: none } = await server.call("POST", "/api/policy/restore", { version: 9999, reason: "x" });
  assert.equal(none.code, "POLICY_VERSION_NOT_FOUND");
});

test("nobody but an admin changes the policy, unless a rule writes that very operation out", async () => {
  for (const role of ["viewer", "operator", "developer", "everything", "family"]) {
    const call = await as(role);
    for (const [method, path, body] of [
      ["PUT", "/api/policy", { policy: text("mine"), reason: "x" }],
      ["POST", "/api/policy/restore", { version: 1, reason: "x" }],
    ] as const)
      assert.equal((await call(method, path, body)).body.code, "FORBIDDEN", `${role} ${path}`);
  }
  const keeper = await as("keeper");
  assert.equal((await keeper("PUT", "/api/policy", { policy: text("kept"), reason: "x" })).status, 200);
});

test("where the policy asks, a person decides about a change of it", async () => {
  const lead = await as("lead");
  const wanted = { policy: text("asked"), reason: "please" };
  const { body } = await lead("PUT", "/api/policy", wanted);
  assert.equal(body.code, "APPROVAL_REQUIRED");
  const { body: list } = await server.call("GET", "/api/approvals?state=pending");
  const [approval] = list.approvals;
  await server.call("POST", `/api/approvals/${approval.id}/approve`, {});
  assert.equal((await lead("PUT", "/api/policy", wanted)).status, 200);
  assert.equal(readFileSync(file, "utf8"), text("asked"));
});

test("every change is in the records, with the policy that decided it", async () => {
  await change(text("recorded"));
  const { body } = await server.call("GET", "/api/audit?limit=20");
  const call = body.records.find((one: any) => one.operation === "policy.update");
  assert.equal(call.risk, "host");
  const note = body.records.find((one: any) => one.note === "policy.changed");
  assert.equal(note.detail.reason, "test");
});

test("a file that is marked as read-only stays as it is, and says so", async () => {
  chmodSync(file, 0o440);
  const { body: shown } = await server.call("GET", "/api/policy");
  assert.match(shown.read_only, /read-only|can't be written/);
  const { body } = await change(text("forced"));
  assert.equal(body.code, "POLICY_READ_ONLY");
  assert.ok(!readFileSync(file, "utf8").includes("forced"));
  chmodSync(file, 0o640);
});

test("where only the built-in roles count, the first change makes the file", async () => {
  const bare = await startServer();
  try {
    const { body: shown } = await bare.call("GET", "/api/policy");
    assert.deepEqual([shown.file, shown.text], [null, null]);
    const { body: list } = await bare.call("GET", "/api/policy/templates");
    const template = list.templates.find((one: any) => one.name === "observe");
    assert.match(template.summary, /looks at everything/);
    const { status } = await bare.call("PUT", "/api/policy", { policy: template.text, reason: "start" });
    assert.equal(status, 200);
    const { body: now } = await bare.call("GET", "/api/policy");
    assert.equal(now.file, join(bare.dataDir, "policy.yaml"));
    assert.ok(now.roles.some((role: any) => role.name === "observe"));
    // From then on the file is watched.
    writeFileSync(now.file, text("byhand"));
    await waitFor("the file to count", async () =>
      (await bare.call("GET", "/api/policy")).body.roles.some((role: any) => role.name === "byhand"),
    );
  } finally {
    await bare.stop();
  }
});
