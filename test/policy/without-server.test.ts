import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dispatch } from "../../src/app/dispatch.ts";
import { fakeTerminal } from "../../src/surfaces/cli/test-support/fake-terminal.ts";
import { client } from "../support/client.ts";
import { createContainer, removeOwn, type TestContainer } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-policy-paper-"));
const dataDir = mkdtempSync(join(tmpdir(), "gnosis-policy-data-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const shop = file(
  "shop.yaml",
  `version: 1
roles:
  shop:
    scope: [{ label: { team: shop } }, { kind: image }]
    allow: [risk:read, "container.*"]
    deny: [{ operations: container.exec, where: { label: { env: prod } }, name: no-exec }]
    containment: { level: baseline, mountRoots: [/srv] }
`,
);
let server: TestServer;
let gone: TestContainer;
let there: TestContainer;

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command in this process: a program of its own would take longer to start than all that it does. */
async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const { terminal, kept } = fakeTerminal({ environment });
  const code = await dispatch(["policy", ...words], terminal);
  return { code, ...kept };
}
const policy = (...words: string[]): Promise<Ran> => run([...words, "--data-dir", dataDir]);

before(async () => {
  server = await startServer({ dataDir, env: { GNOSIS_POLICY_FILE: shop } });
  const token = await server.call("POST", "/api/tokens", { name: "bot", role: "shop" });
  const bot = client(server.url, token.body.text);
  [gone, there] = await Promise.all([0, 1].map(() => createContainer({ labels: { team: "shop" } }))) as [TestContainer, TestContainer]; // prettier-ignore
  const ok = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await bot(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
  };
  await ok("POST", `/api/containers/${there.name}/exec`, { command: ["true"] });
  await ok("POST", `/api/containers/${gone.name}/pause`);
  await ok("POST", `/api/containers/${gone.name}/unpause`);
  await ok("DELETE", `/api/containers/${gone.name}?force=true&purge=true`);
  const refused = await bot("POST", "/api/containers", { image: "busybox", privileged: true });
  assert.equal(refused.status, 403, refused.text);
});
after(async () => {
  await server?.stop();
  await removeOwn();
  for (const each of [directory, dataDir]) rmSync(each, { recursive: true, force: true });
});

test("without a server a call is explained from the file, as far as the file can know", async () => {
  const sure = await policy("explain", "--as", "viewer", "container.restart", "web");
  assert.equal(sure.code, 4, sure.errors);
  assert.match(
    sure.output,
    /^deny\n  rule    default  built-in roles:\d+\n[^]*Decided from the built-in roles alone\.\n/,
  );
  const open = await policy("explain", "--as", "shop", "container.exec", "web", "--policy", shop);
  assert.equal(open.code, 1, open.errors);
  for (const line of [
    /^depends on what the container 'web' is$/m,
    /^  allow   if label team=shop: shop\.allow\[1\]  .*shop\.yaml:5$/m,
    /^  deny    if label team=shop and label env=prod: shop\.no-exec  .*shop\.yaml:6$/m,
    /^  hidden  otherwise: shop\.scope /m,
    /^Not known: .*its labels, owner and image\.$/m,
  ])
    assert.match(open.output, line);
  const body = file("body.json", JSON.stringify({ Image: "busybox", HostConfig: { Binds: ["/etc:/x"] } }));
  const mounted = await policy("explain", "--as", "shop", "container.create", body, "--policy", shop);
  assert.match(mounted.output, /HostConfig\.Binds\[0\] \(HostPath Volumes\)[^]*host paths by their text\./);
  const socket = await policy("explain", "--as", "viewer", "container.attach", "web", "--format", "json");
  assert.deepEqual((({ effect, rule, server: by }) => [effect, rule, by])(JSON.parse(socket.output)), [
    "deny",
    "default",
    false,
  ]);
});

test("a role or an operation that is not there is told with what may have been meant", async () => {
  const role = await policy("explain", "--as", "viwer", "container.restart");
  assert.equal(role.code, 2);
  assert.match(role.errors, /no role 'viwer'; did you mean 'viewer'\?[^]*--policy FILE/);
  const operation = await policy("explain", "--as", "viewer", "container.restrt");
  assert.match(operation.errors, /did you mean: container\.restart/);
  const cases = file("cases.yaml", "cases:\n  - { as: shp, operation: container.stop, expect: deny }\n");
  const table = await policy("test", cases, "--policy", shop);
  assert.equal(table.code, 2);
  assert.match(table.errors, /cases\.yaml:2:7: .*no role "shp"\. Did you mean "shop"\?/);
});

test("the same policy would have decided everything as it did, and another one says what it would have changed", async () => {
  const stricter = file(
    "stricter.yaml",
    `version: 1
roles:
  shop:
    scope: [{ label: { team: shop } }, { kind: image }]
    allow: [risk:read, container.exec]
    ask: [container.pause]
`,
  );
  const environment = { GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token };
  const [same, other] = [await run(["what-if", shop], environment), await run(["what-if", stricter], environment)];
  assert.match(same.output, /^\d+ calls replayed since .*, 0 decided otherwise, 0 unknown\.\n$/);
  const calls = new RegExp(
    `bot as shop {2}container\\.remove ${gone.name}: allow → deny by default \\(.*stricter\\.yaml:3\\)\n` +
      `[^]*bot as shop {2}container\\.pause ${gone.name}: allow → ask by shop\\.ask\\[0\\] \\(.*stricter\\.yaml:6\\)\n`,
  );
  assert.match(other.output, calls, other.errors);
  await server.stop();
  const stopped = await policy("what-if", stricter);
  assert.match(stopped.output, calls, stopped.errors);
  assert.doesNotMatch(stopped.output, new RegExp(`container\\.exec ${there.name}`));
  assert.match(stopped.output, /These are the records in .*; objects are taken as they were last known\.\n$/);
  assert.match((await policy("what-if", shop)).output, / 0 decided otherwise, 0 unknown\./);
});
