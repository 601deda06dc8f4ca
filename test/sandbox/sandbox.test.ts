import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { inspectContainer, removeOwn } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";
import { docker, leftovers, small, startSandboxServer, volumes, volumesOf } from "./sandbox-server.ts";

const files = mkdtempSync(join(tmpdir(), "gnosis-sandbox-"));
const policy = join(files, "policy.yaml");
writeFileSync(
  policy,
  `version: 1
roles:
  agent:
    allow: [risk:read, sandbox.create, sandbox.exec, sandbox.remove]
    containment: { level: restricted }
`,
);
const server = await startSandboxServer({ args: ["--policy-file", policy, "--sandboxes-at-most", "2"] });
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(files, { recursive: true });
});
const tokenOf = async (name: string, role: string) =>
  client(server.url, (await server.call("POST", "/api/tokens", { name, role })).body.text);
const agent = await tokenOf("agent", "agent");
const other = await tokenOf("other", "developer");
// The second one ends by itself while the first one is used.
const making = Promise.all([
  agent("POST", "/api/sandboxes", small("one", { with_token: true })),
  agent("POST", "/api/sandboxes", small("short", { network: "none", time: "25s", images: [] })),
]);
await waitFor("both to be on the list", async () => (await agent("GET", "/api/sandboxes")).body.total === 2);
const oneMore = await agent("POST", "/api/sandboxes", small("more"));
const [made, short] = await making;
assert.equal(short.status, 201, short.text);
const shortOne = await inspectContainer(short.body.sandbox.container);
const shortDisks = await volumesOf(shortOne.Id);

test("a sandbox is a container with the limits that were asked for, apart from all others, with no path of the host", async () => {
  assert.equal(made.status, 201, made.text);
  const { sandbox } = made.body;
  assert.equal(sandbox.state, "ready");
  assert.equal(sandbox.owner, "agent");
  assert.equal(sandbox.storage_driver, "overlay2");
  const { HostConfig, Mounts, NetworkSettings } = await inspectContainer(sandbox.container);
  assert.deepEqual(
    [HostConfig.Memory, HostConfig.MemorySwap, HostConfig.NanoCpus, HostConfig.PidsLimit],
    [512 * 1024 ** 2, 512 * 1024 ** 2, 1e9, 512],
  );
  assert.equal(HostConfig.Privileged, false);
  assert.equal(HostConfig.Binds, null);
  assert.deepEqual(
    Mounts.map(({ Type }: { Type: string }) => Type),
    ["volume"],
  );
  const [network] = Object.keys(NetworkSettings.Networks);
  assert.match(network ?? "", /^gnosis-docker-sandboxes-/);
});

test("who made it does nearly everything inside, whatever its role is outside, and finds the images that were copied", async () => {
  const images = await agent("GET", "/api/images?endpoint=sandbox-one");
  assert.deepEqual(images.body.images[0].tags, ["busybox:latest"]);
  const run = { image: "busybox", command: "sleep 600", name: "web" };
  assert.equal((await agent("POST", "/api/containers/run?endpoint=sandbox-one", run)).status, 201);
  assert.equal((await agent("POST", "/api/containers/run", run)).body.code, "FORBIDDEN");
  const ran = await agent("POST", "/api/sandboxes/one/exec", { container: "web", command: "hostname" });
  assert.equal(ran.body.exit_code, 0, ran.text);
  const fresh = await agent("POST", "/api/sandboxes/one/exec", { command: "sh -c 'cat; exit 3'", stdin: "hello" });
  assert.deepEqual([fresh.body.stdout, fresh.body.exit_code], ["hello", 3], fresh.text);
  const records = await server.call("GET", "/api/audit?operation=container.run");
  assert.ok(
    records.body.records.some((one: any) => one.endpoint === "sandbox-one"),
    "the call inside is on record",
  );
});

test("for everybody else it isn't there, and its container can't be got at through the server, not even by an admin", async () => {
  assert.deepEqual((await other("GET", "/api/sandboxes")).body.sandboxes, []);
  assert.equal((await other("GET", "/api/sandboxes/one")).body.code, "SANDBOX_NOT_FOUND");
  assert.equal((await other("GET", "/api/containers?endpoint=sandbox-one")).body.code, "INPUT_INVALID");
  const endpoints = (await other("GET", "/api/endpoints")).body.endpoints.map(({ name }: any) => name);
  assert.deepEqual(endpoints, ["default"]);
  const { container } = made.body.sandbox;
  for (const [method, path, body] of [
    ["POST", `/api/containers/${container}/exec`, { command: "id" }],
    ["POST", `/api/containers/${container}/stop`, {}],
    ["DELETE", `/api/containers/${container}?force=true`, undefined],
  ] as const) {
    assert.equal((await server.call(method, path, body)).body.code, "PROTECTED", path);
  }
  const all = (await server.call("GET", "/api/sandboxes?all=true")).body.sandboxes.map(({ name }: any) => name);
  assert.deepEqual(all.toSorted(), ["one", "short"]);
});

test("its token means it without naming it, and reaches nothing else", async () => {
  const own = client(server.url, made.body.token);
  assert.deepEqual((await own("GET", "/api/images")).body.images[0].tags, ["busybox:latest"]);
  assert.equal((await own("POST", "/api/volumes", { name: "data" })).status, 201);
  assert.equal((await own("GET", "/api/containers?endpoint=default")).body.code, "FORBIDDEN");
  assert.equal((await own("POST", "/api/sandboxes", small("two"))).body.code, "FORBIDDEN");
  assert.equal((await own("GET", "/api/tokens")).body.code, "FORBIDDEN");
  const endpoints = (await own("GET", "/api/endpoints")).body.endpoints.map(({ name }: any) => name);
  assert.deepEqual(
    endpoints,
    ["default", "sandbox-one"].filter((name) => endpoints.includes(name)),
  );
});

test("the docker CLI works through its guarded socket: run, build, volumes, networks, published ports", async () => {
  const { socket } = made.body.sandbox;
  const ran = await docker(socket, "run", "--rm", "busybox", "echo", "inside");
  assert.equal(ran.output, "inside\n");
  writeFileSync(join(files, "Dockerfile"), "FROM busybox\nRUN echo made > /made\n");
  const built = await docker(socket, "build", "-t", "mine", files);
  assert.equal(built.code, 0, built.output);
  assert.equal((await docker(socket, "run", "--rm", "mine", "cat", "/made")).output, "made\n");
  assert.equal((await docker(socket, "network", "create", "back")).code, 0);
  const started = await docker(
    ...([
      socket,
      "run",
      "-d",
      "--network",
      "back",
      "-p",
      "8080:80",
      "-v",
      "data:/data",
      "busybox",
      "sleep",
      "600",
    ] as const),
  );
  assert.equal(started.code, 0, started.output);
});

test("its disk holds no more than its limit, and its memory is shared by all that runs in it", async () => {
  const { socket } = made.body.sandbox;
  const filled = await docker(socket, "run", "--rm", "busybox", "dd", "if=/dev/zero", "of=/big", "bs=1M", "count=400");
  assert.match(filled.output, /No space left on device/);
  const { sandbox } = made.body;
  const used = (await agent("GET", `/api/sandboxes/${sandbox.name}`)).body;
  assert.equal(used.reachable, true);
  assert.ok(used.memory_used_bytes <= 512 * 1024 ** 2);
});

test("limits beyond the settings, wrong fields and one sandbox too many are refused, each with what to do", async () => {
  const refused = async (input: object) => (await agent("POST", "/api/sandboxes", input)).body;
  assert.match((await refused(small("big", { memory: "1TiB" }))).detail, /memory is from 128MiB to 4GiB/);
  assert.match((await refused(small("long", { time: "365d" }))).detail, /time is from 1s to/);
  assert.equal(oneMore.body.code, "LIMIT_REACHED");
  assert.match(oneMore.body.next, /sandboxesAtMost/);
  assert.equal((await refused(small("../x"))).code, "INPUT_INVALID");
  assert.equal((await refused({ ...small("odd"), privileged: true })).code, "FIELD_UNKNOWN");
  assert.equal((await refused(small("odd", { images: ["no-such-image"] }))).code, "IMAGE_NOT_FOUND");
});

test("one without a network has none, and ends by itself when its time is over; nothing is left of it, and a name that is taken is refused", async () => {
  assert.deepEqual(Object.keys(shortOne.NetworkSettings.Networks), ["none"]);
  assert.equal(shortDisks.length, 1);
  const ended = await waitFor("the sandbox's end", async () =>
    (await agent("GET", "/api/sandboxes?all=true")).body.sandboxes.find(
      ({ name, state }: any) => name === "short" && state === "ended",
    ),
  );
  assert.equal(ended.reason, "Its time was over.");
  await waitFor("the container's end", async () => (await leftovers()).every((one) => !one.includes(shortOne.Id)));
  await waitFor("the volume's end", async () => !(await volumes()).includes(shortDisks[0] ?? ""));
  assert.equal((await agent("POST", "/api/sandboxes", small("one"))).body.code, "CONFLICT");
});

test("a removed one takes its token, its socket, its network and its past with it", async () => {
  const { container, socket } = made.body.sandbox;
  const disks = await volumesOf(container);
  assert.equal((await other("DELETE", "/api/sandboxes/one")).body.code, "FORBIDDEN");
  const removed = await agent("DELETE", "/api/sandboxes/one");
  assert.equal(removed.status, 200, removed.text);
  assert.deepEqual(await leftovers(), []);
  assert.ok(!(await volumes()).includes(disks[0] ?? ""));
  assert.equal((await client(server.url, made.body.token)("GET", "/api/images")).status, 401);
  assert.notEqual((await docker(socket, "ps")).code, 0);
  assert.equal((await agent("GET", "/api/containers?endpoint=sandbox-one")).body.code, "INPUT_INVALID");
});
