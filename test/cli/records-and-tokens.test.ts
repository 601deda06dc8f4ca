import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer, type TestServer } from "../support/server.ts";
import { cliFor, runCli } from "./run-cli.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-docker-records-"));
const home = mkdtempSync(join(tmpdir(), "gnosis-docker-home-"));
let server: TestServer;
let cli: ReturnType<typeof cliFor>;
before(async () => {
  server = await startServer({ dataDir });
  cli = cliFor(server);
});
after(async () => {
  await server.stop();
  for (const directory of [dataDir, home]) rmSync(directory, { recursive: true, force: true });
});

test("tokens are made, listed, used and revoked; the text is shown once", async () => {
  const made = await cli(["token", "create", "assistant", "viewer", "--expires-in", "30d"]);
  assert.equal(made.code, 0, made.errors);
  const [, text = ""] = /^ {2}(gnosis_\S+)$/m.exec(made.output) ?? [];
  assert.notEqual(text, "", made.output);
  assert.equal((await cliFor(server, text)(["system", "health"])).code, 0);
  const listed = await cli(["token", "list"]);
  assert.match(listed.output, /^ID +NAME +ROLE[^]* assistant +viewer +live/);
  assert.ok(!listed.output.includes(text));
  assert.equal((await cli(["token", "revoke", "assistant"])).code, 0);
  assert.equal((await cliFor(server, text)(["system", "health"])).code, 4);
});

test("login keeps a token that the server takes, for its owner alone", async () => {
  const env = { XDG_CONFIG_HOME: home, GNOSIS_DOCKER_URL: server.url };
  const refused = await runCli(["login"], { env, input: "gnosis_wrong\n" });
  assert.equal(refused.code, 4);
  const taken = await runCli(["login"], { env, input: `${server.token}\n` });
  assert.equal(taken.code, 0, taken.errors);
  const file = join(home, "gnosis-docker", "login");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, "utf8").trim(), server.token);
  assert.equal((await runCli(["system", "health"], { env })).code, 0);
  assert.equal((await runCli(["login", "--forget"], { env })).code, 0);
  assert.equal((await runCli(["system", "health"], { env })).code, 4);
});

test("records are listed, shown, verified and exported by command line, from the server and beside it", async () => {
  await cli(["container", "inspect", "nothing-of-this-name"]);
  const listed = await cli(["audit", "list", "--operation", "container.*"]);
  assert.match(
    listed.output,
    /^RECORD +TIME +CALLER +OPERATION[^\n]*\nrec_\S+ +\S+Z +\S+ +container\.inspect +\S+ +\S+ +CONTAINER_NOT_FOUND/,
  );
  const [id = ""] = /rec_\S+/.exec(listed.output) ?? [];
  assert.match((await cli(["audit", "show", id])).output, new RegExp(`^id: +${id}$`, "m"));
  assert.match((await cli(["audit", "verify"])).output, /^ok: +true$/m);
  const lines = (await cli(["audit", "export"])).output.trimEnd().split("\n");
  assert.ok(lines.length > 3);
  for (const line of lines) assert.match((JSON.parse(line) as { hash: string }).hash, /^[0-9a-f]{64}$/);
  const beside = await runCli(["audit", "verify", "--data-dir", dataDir]);
  assert.equal(beside.code, 0, beside.errors);
  assert.match(
    (await runCli(["audit", "list", "--data-dir", dataDir, "--limit", "1"])).output,
    /There are more: add --cursor/,
  );
});

test("doctor looks into a running server's data, and health asks it", async () => {
  const env = { GNOSIS_PORT: String(server.port), GNOSIS_DATA_DIR: dataDir };
  assert.equal((await runCli(["health"], { env })).output, "ok\n");
  const { output } = await runCli(["doctor"], { env });
  assert.match(output, /^ok +server +A server of version/m);
  assert.match(output, /^ok +audit +\d+ records, whole and in order/m);
  assert.match(output, /^ok +tokens +/m);
});

test("tokens can't be made behind a running server's back, but without one they can", async () => {
  const create = ["token", "create", "offline", "operator", "-q", "--data-dir", dataDir];
  const beside = await runCli(create);
  assert.notEqual(beside.code, 0);
  assert.match(beside.errors, /Another server uses/);
  await server.stop();
  const made = await runCli(create);
  assert.equal(made.code, 0, made.errors);
  assert.match(made.output, /^gnosis_\S+\n$/);
  assert.match((await runCli(["token", "list", "--data-dir", dataDir])).output, / offline +operator +live/);
  assert.match(
    (await runCli(["audit", "list", "--data-dir", dataDir, "--operation", "token.create"])).output,
    /token\.create/,
  );
});

test("a record that was edited by hand fails verify and doctor, with its number", async () => {
  const database = new DatabaseSync(join(dataDir, "gnosis.db"));
  database.exec("UPDATE record SET entry = replace(entry, '\"v\":1', '\"v\":2') WHERE seq = 3");
  database.close();
  const { code, output } = await runCli(["audit", "verify", "--data-dir", dataDir]);
  assert.equal(code, 1);
  assert.match(output, /^ok: +false$/m);
  assert.match(output, /sequence: +3$/m);
  const doctor = await runCli(["doctor", "--data-dir", dataDir, "--port", "1"]);
  assert.equal(doctor.code, 1);
  assert.match(doctor.output, /^error +audit +The audit log was changed/m);
});
