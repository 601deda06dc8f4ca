import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer } from "../support/containers.ts";
import { engineSocket } from "../support/engine-socket.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { cliFor, runCli } from "./run-cli.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-docker-endpoints-"));
let server: TestServer;
let cli: ReturnType<typeof cliFor>;

before(async () => {
  // One engine under two names, and one that isn't there.
  const endpoints = [
    { name: "here", address: `unix://${engineSocket()}` },
    { name: "again", address: `unix://${engineSocket()}` },
    { name: "lost", address: "unix:///nowhere/docker.sock" },
  ];
  writeFileSync(join(dataDir, "config.yaml"), `# ours\nendpoints: ${JSON.stringify(endpoints)}\n`);
  server = await startServer({ dataDir });
  cli = cliFor(server);
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the engines are listed and checked, each with what is wrong", async () => {
  const listed = await cli(["endpoint", "list"]);
  assert.match(listed.output, /^NAME +KIND +ADDRESS[^]*\nhere +unix[^\n]*yes\nagain +unix[^]*\nlost /);
  const checked = await cli(["endpoint", "check"]);
  assert.equal(checked.code, 1);
  assert.match(checked.output, /^here .* yes +Docker Engine +\d+\.\d+.* change /m);
  assert.match(checked.output, /^lost .* no .*can't be reached/m);
  assert.equal((await cli(["endpoint", "check", "--name", "again"])).code, 0);
  const unknown = await cli(["endpoint", "check", "--name", "agian"]);
  assert.equal(unknown.code, 2);
  assert.match(unknown.errors, /did you mean: again/);
});

test("a call that only looks asks the first engine, or the named one", async () => {
  const { name } = await createContainer();
  assert.equal((await cli(["container", "inspect", name])).code, 0);
  assert.equal((await cli(["container", "inspect", name, "--endpoint", "again"])).code, 0);
  const lost = await cli(["container", "inspect", name, "--endpoint", "lost"]);
  assert.equal(lost.code, 5);
  const records = await cli(["audit", "list", "--operation", "container.inspect", "--format", "json"]);
  const endpoints = (JSON.parse(records.output) as { records: { endpoint: string }[] }).records.map(
    ({ endpoint }) => endpoint,
  );
  assert.ok(endpoints.includes("here") && endpoints.includes("again"));
});

test("a change has to name its engine, and is refused and recorded when it doesn't", async () => {
  const { id, name } = await createContainer();
  const refused = await cli(["container", "stop", name]);
  assert.equal(refused.code, 2);
  assert.match(refused.errors, /several engines, and container\.stop has to name one[^]*endpoints: here, again, lost/);
  assert.equal(((await inspectContainer(id)) as { State: { Running: boolean } }).State.Running, true);
  assert.match((await cli(["audit", "list", "--operation", "container.stop"])).output, /INPUT_INVALID/);
  assert.equal((await cli(["container", "stop", name, "--endpoint", "again", "--timeout", "1s"])).code, 0);
});

test("what acts on the server itself needs no engine's name", async () => {
  assert.equal((await cli(["token", "create", "someone", "viewer"])).code, 0);
  assert.equal((await cli(["token", "revoke", "someone"])).code, 0);
});

test("a list spans all engines, and a lost one is said without hiding the others", async () => {
  const { name } = await createContainer();
  const { code, output } = await cli(["container", "list", "--endpoint", "all", "--name", name]);
  assert.equal(code, 0);
  assert.match(
    output,
    new RegExp(`^ENDPOINT +ID[^]*\\nhere +\\S+ +${name}[^]*\\nagain +\\S+ +${name}[^]*\\nnot asked: lost`),
  );
  const one = await cli(["container", "stop", name, "--endpoint", "all"]);
  assert.equal(one.code, 2);
});

test("the server is degraded but usable while one of its engines is lost", async () => {
  const response = await fetch(`${server.url}/readyz`);
  assert.equal(response.status, 200);
  assert.equal(((await response.json()) as { status: string }).status, "degraded");
});

test("over MCP the tools take an engine's name only where there are several", async () => {
  const list = async (url: string, token: string) => {
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    };
    const ask = async (method: string, params: object, session?: string) => {
      const response = await fetch(`${url}/mcp`, {
        method: "POST",
        headers: { ...headers, ...(session === undefined ? {} : { "mcp-session-id": session }) },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
      const text = await response.text();
      return { session: response.headers.get("mcp-session-id") ?? undefined, text };
    };
    const clientInfo = { name: "test", version: "1" };
    const { session } = await ask("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
    return (await ask("tools/list", {}, session)).text;
  };
  assert.match(await list(server.url, server.token), /"endpoint":\{"type":"string","enum":\["here","again","lost"\]\}/);
  const single = await startServer();
  try {
    const tools = await list(single.url, single.token);
    assert.match(tools, /container_list|"tools"/);
    assert.ok(!tools.includes('"endpoint"'));
  } finally {
    await single.stop();
  }
});

test("engines are added to and removed from the settings file, which keeps its comments", async () => {
  const home = mkdtempSync(join(tmpdir(), "gnosis-docker-endpoint-"));
  try {
    const file = join(home, "settings.yaml");
    writeFileSync(file, "# a comment of mine\nport: 7000\n");
    const edit = (...argv: string[]) => runCli(["endpoint", ...argv, "--config", file]);
    assert.equal((await edit("add", "far", "ssh://me@far.example")).code, 0);
    assert.equal((await edit("add", "near", "tcp://127.0.0.1:2375", "--allow-plain-tcp")).code, 0);
    const written = readFileSync(file, "utf8");
    assert.match(
      written,
      /^# a comment of mine\nport: 7000\nendpoints:\n {2}- name: far\n {4}address: ssh:\/\/me@far\.example\n/,
    );
    assert.equal((await edit("remove", "far")).code, 0);
    assert.ok(!readFileSync(file, "utf8").includes("far.example"));
    for (const [argv, expected] of [
      [["add", "near", "unix:///x"], /'near' already/],
      [["add", "plain", "tcp://10.0.0.1:2375"], /without TLS/],
      [["add", "odd", "gopher://x"], /none of unix/],
      [["remove", "naer"], /did you mean: near/],
    ] as const) {
      const ran = await edit(...argv);
      assert.equal(ran.code, 2, ran.errors);
      assert.match(ran.errors, expected);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("the docker CLI's contexts are listed and added by their names, with the rules of every address", async () => {
  const home = mkdtempSync(join(tmpdir(), "gnosis-docker-contexts-"));
  try {
    const file = join(home, "settings.yaml");
    writeFileSync(file, "port: 7000\n");
    const context = (name: string, Host: string): void => {
      const directory = join(home, ".docker/contexts/meta", createHash("sha256").update(name).digest("hex"));
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }));
    };
    context("lab", "ssh://me@lab.example");
    context("plain", "tcp://10.0.0.1:2375");
    const run = (...argv: string[]) =>
      runCli(["endpoint", ...argv, "--config", file], { env: { DOCKER_CONFIG: join(home, ".docker") } });
    assert.equal((await run("contexts")).output, "lab\nplain\n");
    assert.equal((await run("add", "lab")).code, 0);
    assert.equal((await run("add", "other", "context:lab")).code, 0);
    assert.match(readFileSync(file, "utf8"), /name: lab\n {4}address: context:lab/);
    for (const [argv, expected] of [
      [["add", "lba"], /no context 'lba'[^]*did you mean: lab/],
      [["add", "plain"], /without TLS/],
      [["add", "third", "context:lba"], /no docker context "lba"/],
    ] as const) {
      const ran = await run(...argv);
      assert.equal(ran.code, 2, ran.errors);
      assert.match(ran.errors, expected);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
