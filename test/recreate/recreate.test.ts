import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cliFor } from "../cli/run-cli.ts";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { ok, rich, shape } from "./scene.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let server: TestServer;
const tags: string[] = [];
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
  for (const tag of tags) await engine("DELETE", `/images/${tag}`).catch(() => undefined);
});

const recreate = (id: string, body: object = {}, headers?: Record<string, string>) =>
  server.call("POST", `/api/containers/${id}/recreate`, { settle: "500ms", ...body }, headers);
test("a container that is recreated with nothing changed is as before: networks, addresses, volumes, labels, secrets", async () => {
  const web = await rich();
  const was = await shape(web.id);
  const { container, former } = await ok(recreate(web.name));
  assert.notEqual(container.id, web.id);
  assert.deepEqual(await shape(container.id), was);
  assert.deepEqual([container.name, former.id, former.state], [web.name, web.id, "trash"]);
});

test("changed settings and a new image are taken, and what the former image gave is not carried over", async () => {
  const repo = uniqueName("recreate-test");
  tags.push(`${repo}:1`, `${repo}:2`);
  for (const [tag, changes] of [
    ["1", 'ENV FROM_IMAGE=one&changes=LABEL version=1&changes=CMD ["sleep","111"]'],
    ["2", 'ENV FROM_IMAGE=two&changes=LABEL version=2&changes=CMD ["sleep","222"]'],
  ] as const) {
    const base = await createContainer({ start: false });
    const query = `container=${base.id}&repo=${repo}&tag=${tag}&changes=${changes}`;
    await engine("POST", `/commit?${encodeURI(query)}`, {});
  }
  const { Id } = await engine<{ Id: string }>("POST", `/containers/create?name=${uniqueName()}`, {
    Image: `${repo}:1`,
    Env: ["OWN=kept"],
    Labels: labels,
  });
  await engine("POST", `/containers/${Id}/start`);
  const { container } = await ok(
    recreate(Id, { image: `${repo}:2`, env: { MORE: "a b" }, memory: "32MiB", restart: "on-failure:2", timeout: "1s" }),
  );
  const { Config, HostConfig, State } = await inspectContainer(container.id);
  assert.deepEqual(Config.Cmd, ["sleep", "222"]);
  assert.equal(Config.Labels.version, "2");
  assert.ok(
    ["OWN=kept", "MORE=a b", "FROM_IMAGE=two"].every((entry) => Config.Env.includes(entry)),
    Config.Env,
  );
  assert.ok(!Config.Env.includes("FROM_IMAGE=one"));
  assert.deepEqual([HostConfig.Memory, HostConfig.RestartPolicy.Name, State.Running], [33_554_432, "on-failure", true]);
  const gone = await ok(recreate(container.id, { env_remove: ["MORE"], timeout: "1s" }));
  assert.ok(!(await inspectContainer(gone.container.id)).Config.Env.includes("MORE=a b"));
});

test("a port that is taken, a command that is not there, one that ends, and bad health all put the former one back", async () => {
  const hostConfig = { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] } };
  const taker = await createContainer({ hostConfig, config: { ExposedPorts: { "80/tcp": {} } } });
  const port = Number((await inspectContainer(taker.id)).NetworkSettings.Ports["80/tcp"][0].HostPort);
  const web = await rich();
  const was = await shape(web.id);
  const count = async (): Promise<number> =>
    (
      await engine<unknown[]>(
        "GET",
        `/containers/json?all=true&filters=${encodeURIComponent(JSON.stringify({ network: Object.keys((await inspectContainer(web.id)).NetworkSettings.Networks) }))}`,
      )
    ).length;
  for (const [change, what] of [
    [{ ports: { "80": port } }, /starting the new container/],
    [{ command: ["/no/such/program"] }, /starting the new container/],
    [{ command: ["sh", "-c", "echo why it failed; exit 3"] }, /watching the new container.*exit code 3/],
    [{ healthcheck: { test: "echo broken; exit 1", interval: "100ms", retries: 1 } }, /unhealthy: broken/],
    [
      { healthcheck: { test: "sleep 60", interval: "100ms", timeout: "50s" }, health_timeout: "1s" },
      /not healthy after 1 s/,
    ],
    [{ image: "no-such-image:never" }, /image/i],
  ] as const) {
    const { status, text, body } = await recreate(web.name, change);
    assert.ok(status >= 400 && status < 500, `${status} ${text}`);
    assert.match(body.message ?? body.error, what);
    if (/why it failed/.test(change.command?.at(-1) ?? "")) assert.equal(body.output, "why it failed");
    assert.deepEqual(await shape(web.id), was, text);
    assert.equal(await count(), 1, text);
  }
});

test("a healthy container takes the place, and one that did not run stays stopped", async () => {
  const web = await createContainer();
  const { container } = await ok(recreate(web.id, { healthcheck: { test: "true", interval: "200ms" } }));
  assert.equal(container.health, "healthy");
  const stopped = await rich(false);
  const was = await shape(stopped.id);
  const again = await ok(recreate(stopped.id));
  assert.deepEqual(await shape(again.container.id), was);
});

test("the recreation is taken back, and that too", async () => {
  const web = await rich();
  const was = await shape(web.id);
  const { receipt, container } = await ok(recreate(web.id, { env: { MODE: "fast" } }));
  assert.equal(receipt.undoable, true);
  const undone = await ok(server.call("POST", "/api/undo", { record: receipt.record }));
  assert.deepEqual(await shape(web.id), was);
  assert.equal((await server.call("GET", `/api/containers/${container.id}`)).status, 404);
  await ok(server.call("POST", `/api/trash/${container.id}/restore`, { replace: web.id }));
  assert.ok((await inspectContainer(web.name)).Config.Env.includes("MODE=fast"), JSON.stringify(undone));
});

const versionsOf = async (id: string): Promise<any[]> =>
  (await server.call("GET", `/api/containers/${id}/history`)).body.versions ?? [];

test("an earlier version is taken from the history, with its secrets from the container as it is, also from before a recreation", async () => {
  const web = await createContainer({
    env: ["API_KEY=hunter2"],
    command: ["sh", "-c", "echo hunter2; exec sleep 600"],
    hostConfig: { Memory: 64 * 1024 * 1024, MemorySwap: -1 },
  });
  await waitFor("the first version", async () => (await versionsOf(web.id)).length === 1);
  await ok(server.call("POST", `/api/containers/${web.id}/update`, { memory: "32MiB", memory_swap: -1 }));
  const [first] = await waitFor("two versions", async () => {
    const versions = await versionsOf(web.id);
    return versions.length === 2 ? versions : undefined;
  });
  const changed = await ok(recreate(web.id, { env: { MODE: "fast" }, timeout: "1s" }));
  assert.equal((await inspectContainer(changed.container.id)).HostConfig.Memory, 32 * 1024 * 1024);
  const versions = await waitFor("the new container's version", async () => {
    const all = await versionsOf(web.name);
    return all.length === 3 ? all : undefined;
  });
  assert.deepEqual(
    versions.map(({ action }) => action),
    [first.action, "update", "recreate"],
  );
  assert.deepEqual(
    versions[2].changes.map(({ path }: { path: string }) => path).filter((path: string) => !path.includes("Hostname")),
    ["Config.Env.MODE"],
  );
  const { container } = await ok(recreate(web.name, { version: first.hash, timeout: "1s" }));
  const { Config, HostConfig } = await inspectContainer(container.id);
  assert.equal(HostConfig.Memory, 64 * 1024 * 1024);
  assert.deepEqual(
    Config.Env.filter((entry: string) => /^(API_KEY|MODE)/.test(entry)),
    ["API_KEY=hunter2"],
  );
  assert.deepEqual(Config.Cmd, ["sh", "-c", "echo hunter2; exec sleep 600"]);
  const unknown = await recreate(container.id, { version: "abcdef123456" });
  assert.deepEqual([unknown.status, unknown.body.code], [400, "INPUT_INVALID"]);
});

test("containment judges the new container, and a developer recreates only what is their own", async () => {
  const { text: token } = await ok(server.call("POST", "/api/tokens", { name: uniqueName("dev"), role: "developer" }));
  const headers = { authorization: `Bearer ${token}` };
  const own = await ok(
    server.call("POST", "/api/containers/run", { image: "busybox", command: "sleep 600", labels }, headers),
  );
  const { container } = await ok(recreate(own.container.id, { env: { A: "1" }, timeout: "1s" }, headers));
  assert.ok((await inspectContainer(container.id)).Config.Env.includes("A=1"));
  const outside = await recreate(container.id, { ports: { "80": "0.0.0.0:0" } }, headers);
  assert.ok(outside.status >= 400 && outside.status < 500, outside.text);
  const other = await createContainer();
  const refused = await recreate(other.id, { env: { A: "1" } }, headers);
  assert.ok([403, 404].includes(refused.status), refused.text);
  const forged = await recreate(container.id, { labels: { "gnosis-docker.owner": "somebody" } }, headers);
  assert.equal(forged.body.code, "CONTAINMENT_DENIED");
  const mounted = await recreate(container.id, { volumes: { "/etc": "/host" } }, headers);
  assert.equal(mounted.body.code, "CONTAINMENT_DENIED");
  // Whoever recreates it, it stays its owner's.
  const byAdmin = await ok(recreate(container.id, { env: { B: "2" }, timeout: "1s" }));
  const label = async (id: string) => (await inspectContainer(id)).Config.Labels["gnosis-docker.owner"];
  assert.equal(await label(byAdmin.container.id), await label(own.container.id));
  await ok(server.call("POST", `/api/containers/${byAdmin.container.id}/exec`, { command: "true" }, headers));
});

test("the command line recreates too; paused containers, and those that remove themselves when stopped, are refused", async () => {
  const web = await createContainer();
  const ran = await cliFor(server)(["container", "recreate", web.name, "--env", "A=1", "--settle", "500ms"]);
  assert.equal(ran.code, 0, ran.errors);
  assert.ok((await inspectContainer(web.name)).Config.Env.includes("A=1"));
  const paused = await createContainer();
  await engine("POST", `/containers/${paused.id}/pause`);
  assert.equal((await recreate(paused.id)).body.code, "CONFLICT");
  const job = await createContainer({ hostConfig: { AutoRemove: true } });
  assert.equal((await recreate(job.id)).body.code, "CONFLICT");
  assert.equal((await inspectContainer(job.id)).State.Running, true);
  const created = await createContainer({ hostConfig: { AutoRemove: true }, start: false });
  const { container, former } = await ok(recreate(created.id, { env: { A: "1" } }));
  assert.equal((await inspectContainer(container.id)).HostConfig.AutoRemove, true);
  assert.deepEqual([former.state, former.name], ["stopped", `gnosis-former-${created.id.slice(0, 12)}`]);
});

test("a tag that has moved is said, and taken only when it is asked for", async () => {
  const name = `${uniqueName("recreate-tag")}:1`;
  tags.push(name);
  const commit = async (version: string): Promise<void> => {
    const base = await createContainer({ start: false });
    const [repo, tag] = name.split(":");
    await engine("POST", `/commit?container=${base.id}&repo=${repo}&tag=${tag}&changes=LABEL%20version=${version}`, {});
  };
  await commit("1");
  const web = await createContainer({ image: name, start: false });
  await commit("2");
  // Once its image has another name, a list that is read again tells the container's image by id.
  await ok(server.call("POST", `/api/containers/${(await createContainer({ start: false })).id}/recreate`));
  const kept = await ok(recreate(web.name));
  assert.match(kept.warnings.join(), /stands for another image/);
  assert.equal((await inspectContainer(web.name)).Config.Labels.version, "1");
  // Refused as long as the server has not heard of the new tag.
  const moved = await waitFor("the tag", () => ok(recreate(web.name, { image: name })));
  assert.deepEqual(moved.warnings, []);
  assert.equal((await inspectContainer(web.name)).Config.Labels.version, "2");
});
