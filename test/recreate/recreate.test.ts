import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cliFor } from "../cli/run-cli.ts";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
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
async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** Everything that somebody chose of a container, and whether it runs. */
async function shape(id: string): Promise<any> {
  const { Id, Name, Image, Config, HostConfig, Mounts, State, NetworkSettings } = await inspectContainer(id);
  const { Hostname, ...config } = Config;
  // The server's own label.
  const { "gnosis-docker.owner": _, ...own } = Config.Labels;
  const networks = Object.entries<any>(NetworkSettings.Networks).map(([name, { Aliases, IPAMConfig }]) => [
    name,
    ((Aliases ?? []) as string[]).filter((alias) => alias !== Id.slice(0, 12)).toSorted(),
    IPAMConfig ?? {},
  ]);
  return {
    ...{ Name, Image, running: State.Running, hostname: Hostname === Id.slice(0, 12) ? "" : Hostname },
    // A volume goes by its name from the second time on.
    config: { ...config, Labels: own, Volumes: null },
    host: { ...HostConfig, Mounts: undefined },
    mounts: Mounts.map(({ Type, Name: volume, Source, Destination, RW }: any) => ({
      Type,
      volume,
      Source,
      Destination,
      RW,
    })),
    networks: networks.toSorted(),
  };
}

/** A container with a bit of everything, as compose would make it. */
async function rich(start = true) {
  const part = Math.floor(Math.random() * 250);
  const networks = await Promise.all(
    [0, 1].map((index) =>
      engine<{ Id: string }>("POST", "/networks/create", {
        Name: uniqueName("net"),
        Labels: labels,
        IPAM: { Config: [{ Subnet: `10.${index + 206}.${part}.0/24` }] },
      }),
    ),
  );
  const [first, second] = networks.map(({ Id }) => Id) as [string, string];
  const web = await createContainer({
    start: false,
    env: ["SECRET_TOKEN=hunter2", "MODE=slow"],
    labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
    hostConfig: {
      NetworkMode: first,
      Memory: 64 * 1024 * 1024,
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
      CapDrop: ["NET_RAW"],
    },
    config: {
      Volumes: { "/data": {} },
      ExposedPorts: { "80/tcp": {} },
      NetworkingConfig: {
        EndpointsConfig: { [first]: { Aliases: ["shop"], IPAMConfig: { IPv4Address: `10.206.${part}.77` } } },
      },
    },
  });
  await engine("POST", `/networks/${second}/connect`, {
    Container: web.id,
    EndpointConfig: { Aliases: ["back"], IPAMConfig: { IPv4Address: `10.207.${part}.78` } },
  });
  if (start) await engine("POST", `/containers/${web.id}/start`);
  return web;
}

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
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  taken.unref();
  const { port } = taken.address() as { port: number };
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
    [{ command: ["sh", "-c", "exit 3"] }, /watching the new container.*(exit code 3|ended by itself)/],
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
    assert.deepEqual(await shape(web.id), was, text);
    assert.equal(await count(), 1, text);
  }
  taken.close();
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

test("an earlier version is taken from the history, with its secrets from the container as it is", async () => {
  const web = await createContainer({
    env: ["API_KEY=hunter2"],
    hostConfig: { Memory: 64 * 1024 * 1024, MemorySwap: -1 },
  });
  await ok(server.call("POST", `/api/containers/${web.id}/update`, { memory: "32MiB", memory_swap: -1 }));
  const versions = await waitFor("two versions", async () => {
    const { body } = await server.call("GET", `/api/containers/${web.id}/history`);
    return body.versions?.length >= 2 ? body.versions : undefined;
  });
  const { container } = await ok(recreate(web.id, { version: versions[0].hash }));
  const { Config, HostConfig } = await inspectContainer(container.id);
  assert.equal(HostConfig.Memory, 64 * 1024 * 1024);
  assert.ok(Config.Env.includes("API_KEY=hunter2"));
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
});

test("the command line recreates too; paused and self-removing containers are refused", async () => {
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
});

test("a server that is killed while the new container is watched puts the former one back at its next start", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gnosis-recreate-"));
  const dying = await startServer({ dataDir });
  const web = await rich();
  const was = await shape(web.id);
  const cut = dying.call("POST", `/api/containers/${web.id}/recreate`, { settle: "2m" }).catch(() => undefined);
  await waitFor("the new one to run", async () => {
    const { Id, State } = await inspectContainer(web.name).catch(() => ({ Id: web.id }));
    return Id !== web.id && State.Running;
  });
  await dying.stop("SIGKILL");
  await cut;
  const next = await startServer({ dataDir });
  await waitFor("its name", async () => (await inspectContainer(web.id)).Name === `/${web.name}`);
  await waitFor("it to run", async () => (await inspectContainer(web.id)).State.Running);
  assert.deepEqual(await shape(web.id), was);
  await next.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
