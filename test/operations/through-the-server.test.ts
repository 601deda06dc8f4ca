import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { directoryTar } from "../../src/operations/build/context/directory-tar.ts";
import { client, type Client } from "../support/client.ts";
import { bytes, createContainer, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const root = mkdtempSync(join(tmpdir(), "gnosis-projects-"));
const dataDir = mkdtempSync(join(tmpdir(), "gnosis-data-"));
mkdirSync(join(root, "web"));
writeFileSync(join(root, "web/Dockerfile"), "FROM busybox\nCOPY . /src\nRUN ls /src\n");
writeFileSync(join(root, "web/.dockerignore"), "secret\n");
writeFileSync(join(root, "web/secret"), "s");
const env = { GNOSIS_PROJECT_ROOTS: root, NODE_ENV: "test" };
let server: TestServer;
let developer: Client;
before(async () => {
  server = await startServer({ env, dataDir });
  developer = client(server.url, await tokenFor("developer"));
});
after(async () => {
  await server.stop();
  await removeOwn();
  for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true });
});

async function tokenFor(role: string): Promise<string> {
  const { body, status, text } = await server.call("POST", "/api/tokens", { name: uniqueName(role), role });
  assert.equal(status, 201, text);
  return body.text;
}

const image = "busybox";

test("a developer's container may say everything that baseline containment allows", async () => {
  const name = uniqueName();
  const { status, body, text } = await developer("POST", "/api/containers", {
    ...{
      image,
      name,
      labels,
      command: "sleep 100",
      hostname: "box",
      user: "1000",
      workdir: "/tmp",
      init: true,
      tty: false,
    },
    ...{ env: { A: "1" }, ports: { "80": null, "53/udp": null }, memory: "64MiB", cpus: 0.5, pids_limit: 50 },
    ...{ restart: "on-failure:2", volumes: ["/data"], tmpfs: ["/run:size=1m"], read_only: true, cap_drop: ["ALL"] },
    ...{ healthcheck: { test: "true", interval: "5s" }, stop_signal: "SIGINT", stop_timeout: "3s", shm_size: "8m" },
    ...{ ulimits: { nofile: 100 }, log_driver: "json-file", log_options: { "max-size": "1m" } },
    ...{ security_opt: ["no-new-privileges"], extra_hosts: ["db:127.0.0.1"], group_add: ["100"], auto_remove: false },
  });
  assert.equal(status, 201, text);
  const { Config, HostConfig } = await inspectContainer(body.container.id);
  assert.equal(Config.Labels["gnosis-docker.owner"] !== undefined, true);
  assert.equal(HostConfig.Memory, 64 * 1024 ** 2);
  const run = await developer("POST", "/api/containers/run", {
    image,
    labels,
    command: "echo hi",
    detach: false,
    remove: true,
  });
  assert.equal(run.status, 201, run.text);
  assert.deepEqual([run.body.container.logs, run.body.container.exit_code], ["hi\n", 0]);
});

test("a developer is refused what reaches the host, and what is not theirs", async () => {
  for (const more of [
    { privileged: true },
    { pid_mode: "host" },
    { network: "host" },
    { cap_add: ["SYS_ADMIN"] },
    { volumes: ["/etc:/x"] },
    { devices: ["/dev/null"] },
    { security_opt: ["seccomp=unconfined"] },
  ]) {
    const { status, text } = await developer("POST", "/api/containers", { image, labels, ...more });
    assert.equal(status, 403, `${JSON.stringify(more)} ${text}`);
  }
  const { id } = await createContainer();
  assert.equal((await developer("DELETE", `/api/containers/${id}?force=true`)).status, 403);
  assert.equal((await developer("POST", `/api/containers/${id}/exec`, { command: "id" })).status, 403);
});

test("failures begin with the words that older clients look for", async () => {
  const missing = await server.call("POST", "/api/containers/no-such/start");
  assert.equal(missing.status, 404);
  assert.match(missing.body.error, /^Failed to start container: .*not found/i);
  const create = await server.call("POST", "/api/containers/create", { image: "no-such-image-here" });
  assert.match(create.body.error, /^Failed to create container: /);
});

test("files, archives and images go in and out over HTTP", async () => {
  const { id } = await createContainer();
  const archive = await bytes(await directoryTar(join(root, "web"), "Dockerfile"));
  const type = { "content-type": "application/x-tar" };
  const put = await server.call("PUT", `/api/containers/${id}/archive?path=/tmp`, archive, type);
  assert.equal(put.status, 200, put.text);
  const got = await fetch(`${server.url}/api/containers/${id}/archive?path=/tmp/Dockerfile`, {
    headers: { authorization: `Bearer ${server.token}`, connection: "close" },
  });
  assert.match(got.headers.get("content-disposition") ?? "", /Dockerfile\.tar/);
  assert.ok((await got.text()).includes("FROM busybox"));
  const query = new URLSearchParams({ tag: `${uniqueName()}:1`, labels: JSON.stringify(labels), no_cache: "true" });
  const built = await server.call("POST", `/api/images/build?${query}`, archive, type);
  assert.equal(built.status, 201, built.text);
  assert.ok(!built.body.logs.includes("secret") && built.body.logs.includes("Dockerfile"));
  const saved = await fetch(`${server.url}/api/images/${encodeURIComponent(built.body.image.tags[0])}/save`, {
    headers: { authorization: `Bearer ${server.token}`, connection: "close" },
  });
  assert.equal(saved.status, 200);
  assert.ok((await saved.arrayBuffer()).byteLength > 100_000);
});

test("logs and exec stream as NDJSON", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "echo one; echo two"] });
  const ndjson = { accept: "application/x-ndjson" };
  const logs = await waitFor("both lines", async () => {
    const { text } = await server.call("GET", `/api/containers/${id}/logs`, undefined, ndjson);
    return text.includes("two") ? text : undefined;
  });
  assert.deepEqual(JSON.parse(logs.split("\n")[0] ?? ""), { stream: "stdout", text: "one" });
});

test("a build answers at once, is asked for where the answer says, and outlives a restart of the server", async () => {
  const { status, body, text } = await server.call("POST", "/api/build", { project: "web", tag: null, labels });
  assert.equal(status, 202, text);
  const done = await waitFor("the build", async () => {
    const answer = await server.call("GET", body.status_endpoint);
    return answer.body.status === "building" ? undefined : answer.body;
  });
  assert.deepEqual([done.status, done.result.tag], ["completed", "web:latest"]);
  await server.stop();
  server = await startServer({ env, dataDir });
  const after = await server.call("GET", body.status_endpoint);
  assert.deepEqual(after.body, done);
  const unknown = await server.call("POST", "/api/build", { project: "nothing" });
  assert.deepEqual([unknown.status, unknown.body.known_projects], [404, ["web"]]);
  assert.equal((await server.call("GET", "/api/build/no_such_id/status")).status, 404);
});
