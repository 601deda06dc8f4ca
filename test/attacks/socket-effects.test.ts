import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { requestBytes, sendBytes, type RawAnswer } from "../proxy/support/raw-request.ts";
import { bytes, engine, EngineCallError, inspectContainer, labels, rawCall, uniqueName } from "../support/engine.ts";
import { openScene, type AttackScene } from "./socket-scene.ts";

/** Attacks whose request looks harmless: what the engine made of it is what tells. */
let open: AttackScene;

before(async () => {
  open = await openScene();
});

after(() => open?.close());

function send(socket: string, line: string, body?: unknown): Promise<RawAnswer> {
  const [method = "", target = ""] = line.split(" ");
  const type = Buffer.isBuffer(body) ? "application/x-tar" : "application/json";
  const bytes = Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body);
  return sendBytes(
    open.guarded.path(socket),
    requestBytes(method, target, body === undefined ? {} : { "Content-Type": type }, bytes),
    // A busy engine pauses between two steps of a build.
    ...(target.includes("/build?") ? [10_000] : []),
  );
}

/** A tar archive of these files. */
function archive(files: Readonly<Record<string, string>>): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "gd-archive-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const bytes = execFileSync("tar", ["-c", ...Object.keys(files)], { cwd: directory });
  rmSync(directory, { recursive: true });
  return bytes;
}

/** An image of the agent's own with these settings: how it came to them is not what is attacked. */
async function imageWith(config: Record<string, unknown>, more: Record<string, string> = {}): Promise<string> {
  const name = uniqueName("made");
  const Labels = { ...labels, "gnosis-docker.owner": "socket:agent", ...more };
  await engine("POST", `/commit?container=${open.scene["C"]}&repo=${name}`, { ...config, Labels });
  return name;
}

const create = (body: Record<string, unknown>): Promise<RawAnswer> =>
  send("agent", "POST /v1.41/containers/create", { Image: "busybox:latest", Labels: labels, ...body });

const idIn = ({ text }: RawAnswer): string =>
  (JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)) as { Id: string }).Id;

test("an archive of several images has none in it that is out of scope, whatever names it is asked for by", async () => {
  const { scene } = open;
  const { Id } = await engine<{ Id: string }>("GET", `/images/${scene["IMG2"]}/json`);
  const name = scene["IMG2"]?.replace(":latest", "");
  for (const asked of [
    scene["IMG2"],
    name,
    Id,
    Id.slice(7, 19),
    `busybox&names=${name}`,
    `docker.io/library/${name}`,
  ]) {
    const { status, text } = await send("keeper", `GET /v1.41/images/get?names=${asked}`);
    assert.equal(status, 404, `${asked}: ${text.slice(0, 200)}`);
  }
  assert.equal((await send("keeper", "GET /v1.41/images/get")).status, 400);
  assert.equal((await send("keeper", "GET /v1.41/images/get?names=busybox")).status, 200);
});

test("an image's own settings get no container what a request may not ask for", async (t) => {
  const attacks: readonly (readonly [string, Record<string, unknown>])[] = [
    ["a working directory among the host's open files", { WorkingDir: "/proc/self/fd" }],
    ["a volume over the devices", { Volumes: { "/dev": {} } }],
    ["a volume over the kernel's settings", { Volumes: { "/sys/kernel": {} } }],
    ["a volume over processes", { Volumes: { "/data": {}, "/proc/sys": {} } }],
  ];
  for (const [title, config] of attacks) {
    await t.test(title, async () => {
      const { status, text } = await create({ Image: await imageWith(config), Cmd: ["true"] });
      assert.equal(status, 403, text);
    });
  }
  await t.test("a label that nobody could take away any more", async () => {
    const protecting = await imageWith({}, { "gnosis-docker.protected": "true" });
    const made = await create({ Image: protecting, Cmd: ["true"] });
    assert.equal(made.status, 201, made.text);
    assert.equal((await send("agent", `DELETE /v1.41/containers/${idIn(made)}`)).status, 204);
  });
});

test("volumes of a container of one's own are no way to a volume that is a host directory", async () => {
  const { scene } = open;
  const owned = { ...labels, "gnosis-docker.owner": "socket:agent" };
  const volume = uniqueName("special");
  const DriverOpts = { type: "none", o: "bind", device: scene["HOST"] };
  await engine("POST", "/volumes/create", { Name: volume, Labels: owned, DriverOpts });
  const { Id } = await engine<{ Id: string }>("POST", "/containers/create", {
    ...{ Image: "busybox:latest", Cmd: ["true"], Labels: owned },
    HostConfig: { Mounts: [{ Type: "volume", Source: volume, Target: "/v" }] },
  });
  const borrowed = await create({ Cmd: ["cat", "/v/secret"], HostConfig: { VolumesFrom: [Id] } });
  assert.equal(borrowed.status, 403, borrowed.text);
  assert.equal((await send("agent", `POST /v1.41/containers/${Id}/start`)).status, 403);
});

test("an update lifts none of the role's limits, and a priority before the host's processes can't be had", async () => {
  const { scene } = open;
  for (const body of [{ PidsLimit: 0 }, { PidsLimit: -1 }, { Memory: -1, MemorySwap: -1 }, { MemorySwap: -1 }])
    await send("agent", `POST /v1.41/containers/${scene["C"]}/update`, body);
  const { HostConfig } = await inspectContainer(scene["C"] ?? "");
  assert.equal(HostConfig.PidsLimit, 256);
  assert.ok(HostConfig.Memory === 512 * 1024 ** 2 && HostConfig.MemorySwap <= 1024 ** 3, JSON.stringify(HostConfig));
  for (const [Name, Soft, Hard] of [
    ["rtprio", 0, 99],
    ["rtprio", -1, -1],
    ["nice", 40, 40],
  ] as const) {
    const { status, text } = await create({ HostConfig: { Ulimits: [{ Name, Soft, Hard }] } });
    assert.equal(status, 403, text);
  }
  const usual = await create({ HostConfig: { Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 2048 }] } });
  assert.equal(usual.status, 201, usual.text);
});

test("who may not run commands in a container writes nothing through its bind mounts either", async () => {
  const { scene } = open;
  const target = `/v1.41/containers/${scene["C"]}/archive`;
  const file = join(scene["WS"] ?? "", "planted");
  for (const [path, name] of [
    ["/x", "planted"],
    ["/", "x/planted"],
    ["/tmp/..", "x/planted"],
  ] as const) {
    const { status, text } = await send("keeper", `PUT ${target}?path=${path}`, archive({ [name]: "x" }));
    assert.equal(status, 403, text);
  }
  assert.ok(!existsSync(file));
  const { status, text } = await send("agent", `PUT ${target}?path=/tmp`, archive({ own: "x" }));
  assert.equal(status, 200, text);
});

test("a container's full id is what a network lets go, and the body says nothing else", async () => {
  const { scene, recorder } = open;
  await send("agent", `POST /v1.41/networks/${scene["NET"]}/connect`, { Container: scene["C"] });
  recorder.forget();
  const line = `POST /v1.41/networks/${scene["NET"]}/disconnect`;
  assert.equal((await send("agent", line, { Container: scene["C"], EndpointID: "x" })).status, 400);
  assert.equal((await send("agent", line, { Container: scene["V"], Force: true })).status, 404);
  assert.deepEqual(
    recorder.lines().filter((one) => one.startsWith("POST")),
    [],
  );
  const { status, text } = await send("agent", line, { Container: scene["C"]?.slice(0, 12) });
  assert.equal(status, 200, text);
  const { NetworkSettings } = await inspectContainer(scene["C"] ?? "");
  assert.ok(!Object.hasOwn(NetworkSettings.Networks, scene["NET"] ?? ""));
});

test("an archive that calls its image by another's name is broken off before the engine gives it that name", async () => {
  const { scene, guarded } = open;
  const name = scene["IMG2"] ?? "";
  const before = await engine<{ Id: string }>("GET", `/images/${name}/json`);
  const evil = await imageWith({ Cmd: ["evil"] });
  await engine("POST", `/images/${evil}/tag?repo=${name.split(":")[0]}&tag=latest`);
  const archive = await bytes(await rawCall("GET", `/images/get?names=${name}`));
  await engine("POST", `/images/${before.Id}/tag?repo=${name.split(":")[0]}&tag=latest`);
  const whose: string[] = [];
  const events = await rawCall(
    "GET",
    `/events?filters=${encodeURIComponent(JSON.stringify({ type: ["image"], event: ["tag", "load"] }))}`,
  );
  events.on("data", (part) => whose.push(String(part)));
  for (const sent of [archive, gzipSync(archive)]) {
    const { status, text } = await sendBytes(
      guarded.path("agent"),
      requestBytes("POST", "/v1.41/images/load", { "Content-Type": "application/x-tar" }, sent),
      5_000,
    );
    assert.ok(status >= 400, text);
    assert.match(text, /is taken by an image that is not yours/);
  }
  events.destroy();
  assert.equal((await engine<{ Id: string }>("GET", `/images/${name}/json`)).Id, before.Id);
  assert.deepEqual(
    whose.filter((one) => one.includes(name.split(":")[0] ?? "")),
    [],
    "not even for a moment",
  );
  await engine("POST", `/images/${evil}/tag?repo=busybox&tag=${evil}`);
  const kept = await bytes(await rawCall("GET", `/images/get?names=busybox:${evil}`));
  await engine("DELETE", `/images/busybox:${evil}`);
  const answer = await sendBytes(
    guarded.path("agent"),
    requestBytes("POST", "/v1.41/images/load", { "Content-Type": "application/x-tar" }, kept),
    5_000,
  );
  assert.match(answer.text, /is kept for the images/);
  const own = await bytes(await rawCall("GET", `/images/get?names=${evil}`));
  const { status, text } = await sendBytes(
    guarded.path("agent"),
    requestBytes("POST", "/v1.41/images/load", { "Content-Type": "application/x-tar" }, own),
    5_000,
  );
  assert.equal(status, 200, text);
});

test("the victim is as it was", async () => {
  const { scene } = open;
  assert.equal((await inspectContainer(scene["V64"] ?? "")).State.Status, "running");
  await assert.rejects(engine("GET", "/images/x:latest/json"), EngineCallError);
});

test("a build takes nothing from an image that the role may not use, however it is named", async () => {
  const { scene } = open;
  const { Id } = await engine<{ Id: string }>("GET", `/images/${scene["IMG2"]}/json`);
  const tag = uniqueName("taken");
  for (const dockerfile of [
    `FROM ${scene["IMG2"]}`,
    `FROM ${Id}`,
    `FROM ${Id.slice(7, 19)}`,
    `FROM docker.io/library/${scene["IMG2"]}`,
    `from --platform=linux/amd64 \\\n  ${scene["IMG2"]} as x`,
    `FROM busybox\nCOPY --from=${scene["IMG2"]} / /theirs`,
    `ARG B=${scene["IMG2"]}\nFROM $B`,
    `ARG B=${scene["IMG2"]}\nFROM busybox\nARG B=busybox\nFROM \${B}`,
    `FROM busybox AS x\nFROM \${NOTHING:-${scene["IMG2"]}}`,
  ]) {
    const { status, text } = await send("agent", `POST /v1.41/build?t=${tag}`, archive({ Dockerfile: dockerfile }));
    assert.ok(status === 403 || /may use|Dockerfile/.test(text), `${dockerfile}: ${status} ${text.slice(0, 300)}`);
    await assert.rejects(engine("GET", `/images/${tag}/json`), EngineCallError, dockerfile);
  }
  const own = archive({
    Dockerfile: "FROM busybox AS x\nFROM x\nCOPY --from=x /bin/true /true\nCOPY --from=0 /bin/false /f\n",
  });
  const { status, text } = await send("agent", `POST /v1.41/build?t=${tag}`, own);
  assert.equal(status, 200);
  assert.match(text, /Successfully built/);
  await engine("DELETE", `/images/${tag}?force=true`);
});
