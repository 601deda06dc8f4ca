import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dispatch } from "../../src/app/dispatch.ts";
import { fakeTerminal } from "../../src/surfaces/cli/test-support/fake-terminal.ts";
import { client, type Client } from "../support/client.ts";
import { createContainer, labels, removeOwn, type TestContainer, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-policy-"));
const file = join(directory, "policy.yaml");
let server: TestServer;
let helper: Client;
let container: TestContainer;

const policy = (rules: string): string => `version: 1
roles:
  helper:
    scope: { label: { team: shop } }
    allow: [risk:read]
${rules}`;

/** Replaces the file at once, as editors and config maps do. */
function write(text: string): void {
  writeFileSync(`${file}.next`, text);
  renameSync(`${file}.next`, file);
}

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs the command in this process: a program of its own would take longer to start than all that it does. */
async function run(...words: string[]): Promise<Ran> {
  const environment = { GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token };
  const { terminal, kept } = fakeTerminal({ environment });
  const code = await dispatch(["policy", ...words], terminal);
  return { code, output: kept.output + kept.errors };
}

before(async () => {
  write(policy(""));
  server = await startServer({ env: { GNOSIS_POLICY_FILE: file } });
  const token = await server.call("POST", "/api/tokens", { name: "helper", role: "helper" });
  helper = client(server.url, token.body.text);
  container = await createContainer({ labels: { team: "shop" } });
});
after(async () => {
  await server?.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const pause = (): Promise<{ status: number; body: any }> => helper("POST", `/api/containers/${container.name}/pause`);

test("a denial names the rule, its line, and what a person could change", async () => {
  const { status, body } = await pause();
  assert.equal(status, 403);
  assert.equal(body.code, "FORBIDDEN");
  assert.equal(body.rule, "default");
  assert.match(body.next, /container\.pause.*helper.*policy\.yaml:3/);
});

test("a changed file counts without a restart, and a broken one leaves the old policy standing", async () => {
  write(policy("    ask: [container.pause]\n"));
  await waitFor("the new policy", async () => (await pause()).body.code === "APPROVAL_REQUIRED");
  write(policy("    alow: [container.pause]\n"));
  const broken = await waitFor("the broken file to be seen", async () => {
    const { body } = await server.call("GET", "/api/policy");
    return (body.problem as string | null) ?? undefined;
  });
  assert.match(broken, /policy\.yaml:6.*alow.*did you mean "allow"/);
  assert.equal((await pause()).body.code, "APPROVAL_REQUIRED");
  const notes = await server.call("GET", "/api/audit?kind=note");
  const kinds = (notes.body.records as { note?: string }[]).map(({ note }) => note);
  assert.ok(kinds.includes("policy.changed") && kinds.includes("policy.broken"), kinds.join());
  write(policy("    ask: [container.pause]\n"));
  await waitFor("the repaired file", async () => (await server.call("GET", "/api/policy")).body.problem === null);
});

test("a policy is explained, tested and tried against the records, by operation and by command", async () => {
  const asked = await server.call("POST", "/api/policy/explain", {
    as: "helper",
    operation: "container.pause",
    target: container.name,
  });
  assert.deepEqual([asked.body.effect, asked.body.rule, asked.body.source.line], ["ask", "helper.ask[0]", 6]);
  const explained = await run("explain", "--as", "helper", "container.stop", container.name);
  assert.equal(explained.code, 4, explained.output);
  assert.match(explained.output, /^deny\n  rule    default  .*policy\.yaml:3/);

  const body = join(directory, "body.json");
  writeFileSync(body, JSON.stringify({ Image: "busybox", HostConfig: { Binds: ["/etc:/x"], Privileged: true } }));
  const mounted = await run("explain", "--as", "developer", "container.create", body);
  assert.match(mounted.output, /HostConfig\.Binds\[0\] \(HostPath Volumes\)/);

  const next = join(directory, "next.yaml");
  writeFileSync(next, policy("    allow: [container.pause, container.stop]\n").replace("    allow: [risk:read]\n", ""));
  const checked = await run("check", next);
  assert.equal(checked.code, 0, checked.output);
  const tried = await run("what-if", next, "--since", "1h");
  assert.match(tried.output, /helper {2}container\.pause .*: ask → allow by helper\.allow\[0\]/, tried.output);

  const cases = join(directory, "cases.yaml");
  writeFileSync(
    cases,
    "cases:\n  - { as: helper, operation: container.stop, target: { name: x, labels: { team: shop } }, expect: allow }\n",
  );
  assert.equal((await run("test", cases, "--policy", next)).code, 0);
  assert.equal((await run("test", cases, "--policy", file)).code, 1);
});

test("a built-in developer makes, starts, stops, starts again and removes its own, in its own network, and leaves others be", async () => {
  const token = await server.call("POST", "/api/tokens", { name: "dev", role: "developer" });
  const dev = client(server.url, token.body.text);
  const ok = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await dev(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
    return answer.body;
  };
  const network = uniqueName();
  await ok("POST", "/api/networks", { name: network, labels });
  for (const networkOf of [undefined, network]) {
    const name = uniqueName();
    await ok("POST", "/api/containers", {
      image: "busybox",
      name,
      command: ["sleep", "3600"],
      labels,
      ...(networkOf === undefined ? {} : { network: networkOf }),
    });
    for (const action of ["start", "restart", "stop", "start", "pause", "unpause"])
      await ok(
        "POST",
        `/api/containers/${name}/${action}`,
        action === "stop" || action === "restart" ? { timeout: 0 } : undefined,
      );
    await ok("POST", `/api/containers/${name}/exec`, { command: ["true"] });
    await ok("DELETE", `/api/containers/${name}?force=true`);
  }
  assert.equal((await dev("POST", `/api/containers/${container.name}/exec`, { command: ["true"] })).status, 403);
  assert.equal((await dev("DELETE", `/api/containers/${container.name}?force=true`)).status, 403);
});

test("what is wrong with a policy is told with its line, whichever way it comes in", async () => {
  const bad = "version: 1\nroles:\n  a:\n    allow: [container.remov]\n";
  const { body } = await server.call("POST", "/api/policy/check", { policy: bad });
  assert.deepEqual([body.valid, body.problems[0].line], [false, 4]);
  const explained = await server.call("POST", "/api/policy/explain", {
    as: "a",
    operation: "container.list",
    policy: bad,
  });
  assert.deepEqual([explained.status, explained.body.code], [400, "POLICY_INVALID"]);
  const role = await server.call("POST", "/api/policy/explain", { as: "nobody", operation: "container.list" });
  assert.deepEqual([role.status, role.body.code], [400, "INPUT_INVALID"]);
  assert.equal((await helper("POST", "/api/policy/check", { policy: bad })).status, 403);
});

test("a server does not start with a broken policy, and says which line", async () => {
  const broken = join(directory, "broken.yaml");
  writeFileSync(broken, "version: 1\nroles:\n  a:\n    alow: []\n");
  const started = await startServer({ env: { GNOSIS_POLICY_FILE: broken }, wait: false });
  const code = await new Promise((resolve) => started.process.once("close", resolve));
  assert.notEqual(code, 0);
  assert.match(started.output(), /broken\.yaml:4/);
  await started.stop();
});
