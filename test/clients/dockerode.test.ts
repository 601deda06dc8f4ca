import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, test } from "node:test";
import Docker from "dockerode";
import type { Guarded } from "../proxy/support/guarded.ts";
import { bytes, createContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startForDeveloper } from "./support/developer.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-dockerode-"));
let guarded: Guarded;
let client: Docker;
let other: string;

before(async () => {
  guarded = await startForDeveloper(workspace);
  client = new Docker({ socketPath: guarded.path("dev") });
  other = (await createContainer()).id;
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

const create = (command: readonly string[], more: Docker.ContainerCreateOptions = {}): Promise<Docker.Container> =>
  client.createContainer({
    name: uniqueName("rode"),
    Image: "busybox:latest",
    Cmd: [...command],
    Labels: labels,
    ...more,
  });

test("a container is created, started, looked at, stopped and removed", async () => {
  const container = await create(["sleep", "600"], { Env: ["A=1"], HostConfig: { Memory: 67_108_864 } });
  await container.start();
  const found = await container.inspect();
  assert.equal(found.State.Running, true);
  assert.equal(found.HostConfig.Memory, 67_108_864);
  const list = await client.listContainers({
    all: true,
    filters: { label: Object.entries(labels).map((pair) => pair.join("=")) },
  });
  assert.ok(list.some(({ Id }) => Id === container.id));
  assert.ok(!list.some(({ Id }) => Id === other));
  await container.rename({ name: uniqueName("renamed") });
  await container.update({ Memory: 134_217_728, MemorySwap: 134_217_728 });
  await container.kill({ signal: "SIGKILL" });
  assert.equal((await container.wait()).StatusCode, 137);
  await container.start({});
  await container.stop({ t: 0 });
  await container.remove({ force: true, v: true });
  await assert.rejects(container.inspect(), { statusCode: 404 });
});

test("an exec with a hijacked connection carries input and output, and ends when the input does", async () => {
  const container = await create(["sleep", "600"]);
  await container.start();
  const exec = await container.exec({ Cmd: ["cat"], AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: true });
  const output = new PassThrough();
  client.modem.demuxStream(stream, output, output);
  stream.once("end", () => output.end());
  stream.write("through the tunnel");
  stream.end();
  assert.equal((await bytes(output)).toString(), "through the tunnel");
  assert.equal((await exec.inspect()).ExitCode, 0);
  await container.remove({ force: true });
});

test("an exec without an upgrade is answered with 200 and its output", async () => {
  const container = await create(["sleep", "600"]);
  await container.start();
  const exec = await container.exec({ Cmd: ["echo", "plain"], AttachStdout: true });
  const stream = await exec.start({});
  assert.match((await bytes(stream as unknown as AsyncIterable<Buffer>)).toString(), /plain\n$/);
  await container.remove({ force: true });
});

test("attach, logs and stats stream", async () => {
  const container = await create(["sh", "-c", "read line; echo got $line"], {
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
  });
  const attached = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  await container.start();
  const stats = (await container.stats({ stream: false })) as { name: string };
  assert.ok(stats.name !== "");
  attached.write("a line\n");
  assert.match((await bytes(attached as unknown as AsyncIterable<Buffer>)).toString(), /got a line\n$/);
  await container.wait();
  assert.match((await container.logs({ stdout: true })).toString(), /got a line/);
  await container.remove();
});

test("volumes, networks, archives, commits and prunes work on the caller's own things", async () => {
  const volume = await client.createVolume({ Name: uniqueName("vol"), Labels: labels });
  const network = await client.createNetwork({ Name: uniqueName("net"), Labels: labels });
  const container = await create(["sleep", "600"]);
  await network.connect({ Container: container.id });
  assert.ok(Object.keys((await container.inspect()).NetworkSettings.Networks).length === 2);
  await network.disconnect({ Container: container.id });
  const archive = await bytes((await container.getArchive({ path: "/etc" })) as AsyncIterable<Buffer>);
  await container.putArchive(archive, { path: "/tmp" });
  const image = (await container.commit({ repo: uniqueName("committed"), tag: "1" })) as { Id: string };
  await client.getImage(image.Id).remove();
  await container.stop().catch(() => undefined);
  const pruned = await client.pruneContainers({
    filters: { label: Object.entries(labels).map((pair) => pair.join("=")) },
  });
  assert.ok(pruned.ContainersDeleted?.includes(container.id));
  assert.ok(!pruned.ContainersDeleted?.includes(other));
  await network.remove();
  await volume.remove();
});

test("what the role may not do is refused with the engine's form of an error", async () => {
  await assert.rejects(create(["true"], { HostConfig: { Privileged: true } }), {
    statusCode: 403,
    message: /rule containment/,
  });
  await assert.rejects(client.getContainer(other).inspect(), { statusCode: 404, message: /No such container/ });
  await assert.rejects(client.swarmInit({ ListenAddr: "127.0.0.1" }), { statusCode: 403 });
});
