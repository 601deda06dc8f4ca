import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineClient } from "../../src/engine/client.ts";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

const operations = operationsOn();
const { run, stream } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

const image = "busybox";
const create = async (input: object): Promise<any> =>
  inspectContainer((await run("container.create", { image, labels, ...input })).container.id);

test("a created container is what was asked for, in every spelling", async () => {
  const name = uniqueName();
  const made = await create({
    name,
    command: "sh -c 'echo \"a b\"'",
    env: { URL: "postgres://u:p@h/db?a=1&b=$2", COUNT: 3 },
    ports: { "80": 0, "53/udp": null },
    memory: "64MiB",
    cpus: 0.5,
    restart: "on-failure:2",
    workdir: "/tmp",
    user: "1000:1000",
    hostname: "box",
    init: true,
    read_only: true,
    tmpfs: ["/run:size=1m"],
    cap_drop: ["ALL"],
    volumes: ["/data"],
    healthcheck: { test: "true", interval: "5s", retries: 2 },
    stop_timeout: "3s",
    ulimits: { nofile: { soft: 100, hard: 200 } },
    log_driver: "json-file",
    log_options: { "max-size": "1m" },
    extra_hosts: ["db:10.0.0.9"],
  });
  const { Config, HostConfig } = made;
  assert.equal(made.Name, `/${name}`);
  assert.deepEqual(Config.Cmd, ["sh", "-c", 'echo "a b"']);
  assert.deepEqual(Config.Env.slice(0, 2), ["URL=postgres://u:p@h/db?a=1&b=$2", "COUNT=3"]);
  assert.deepEqual(HostConfig.PortBindings, {
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
    "53/udp": [{ HostIp: "127.0.0.1", HostPort: "" }],
  });
  assert.deepEqual([HostConfig.Memory, HostConfig.NanoCpus], [64 * 1024 ** 2, 5e8]);
  assert.deepEqual(HostConfig.RestartPolicy, { Name: "on-failure", MaximumRetryCount: 2 });
  assert.deepEqual([Config.WorkingDir, Config.User, Config.Hostname], ["/tmp", "1000:1000", "box"]);
  assert.deepEqual([HostConfig.Init, HostConfig.ReadonlyRootfs, HostConfig.CapDrop], [true, true, ["ALL"]]);
  assert.deepEqual(HostConfig.Tmpfs, { "/run": "size=1m" });
  assert.equal(made.Mounts[0].Destination, "/data");
  assert.deepEqual(Config.Healthcheck, { Test: ["CMD-SHELL", "true"], Interval: 5e9, Retries: 2 });
  assert.equal(Config.StopTimeout, 3);
  assert.deepEqual(HostConfig.Ulimits, [{ Name: "nofile", Soft: 100, Hard: 200 }]);
  assert.deepEqual(HostConfig.LogConfig, { Type: "json-file", Config: { "max-size": "1m" } });
});

test("the predecessor's spellings make the same container", async () => {
  const { Config, HostConfig } = await create({
    command: "sleep 1",
    environment: { A: "1" },
    ports: { "80": 0 },
    restart_policy: { Name: "always" },
    mem_limit: "64m",
    cpu_count: 1.0,
    working_dir: "/tmp",
    network: "bridge",
  });
  assert.deepEqual([Config.Cmd, Config.Env[0], Config.WorkingDir], [["sleep", "1"], "A=1", "/tmp"]);
  assert.deepEqual([HostConfig.Memory, HostConfig.NanoCpus, HostConfig.NetworkMode], [64 * 1024 ** 2, 1e9, "bridge"]);
  assert.equal(HostConfig.RestartPolicy.Name, "always");
});

test("an answer to create has the fields that older clients read", async () => {
  const { message, container } = await run("container.create", { image, labels });
  assert.equal(message, "Container created successfully");
  assert.match(container.id, /^[0-9a-f]{64}$/);
  assert.deepEqual([container.image, container.status, container.mounts], ["busybox", "created", []]);
});

test("wrong descriptions are refused with the field's name, and nothing is made", async () => {
  const taken = await createContainer({ start: false });
  for (const [input, code] of [
    [{ image: "no-such-image-here" }, "IMAGE_NOT_FOUND"],
    [{ image, name: taken.name }, "CONFLICT"],
    [{ image, ports: { "80": 70_000 } }, "INPUT_INVALID"],
    [{ image, ports: ["1:2:3:4:5:x"] }, "INPUT_INVALID"],
    [{ image, memory: "lots" }, "INPUT_INVALID"],
    [{ image, volumes: ["relative/path:/x"] }, "INPUT_INVALID"],
    [{ image, command: "echo 'open" }, "INPUT_INVALID"],
    [{ image, env: { A: "1" }, environment: { A: "2" } }, "INPUT_INVALID"],
    [{ image, privilegd: true }, "FIELD_UNKNOWN"],
    [{}, "INPUT_INVALID"],
  ] as const) {
    await assert.rejects(run("container.create", input), { code }, JSON.stringify(input));
  }
});

test("a detached run answers with the running container", async () => {
  const { message, container } = await run("container.run", { image, labels, command: "sleep 1000" });
  assert.equal(message, "Container started successfully");
  assert.deepEqual([container.status, container.detach, container.remove], ["running", true, false]);
});

test("a run that waits gives output and exit code, and leaves nothing behind when it should not", async () => {
  const name = uniqueName();
  const input = { image, labels, name, command: "sh -c 'cat; echo err >&2; exit 4'", stdin: "in\n" };
  const { message, container } = await run("container.run", { ...input, detach: false, remove: true });
  assert.equal(message, "Container executed successfully");
  assert.deepEqual([container.exit_code, container.stdout, container.stderr], [4, "in\n", "err\n"]);
  assert.deepEqual([container.status, container.name, container.truncated], ["removed", name, false]);
  await assert.rejects(inspectContainer(container.id), { status: 404 });
  const kept = await run("container.run", { image, labels, command: "echo kept", detach: false });
  assert.deepEqual([kept.container.logs, kept.container.status], ["kept\n", "exited"]);
});

test("a run can be read as it goes, and is killed when its time is over", async () => {
  const { items, value } = await stream("container.run", { image, labels, command: "echo line", detach: false });
  assert.deepEqual(items, [{ stream: "stdout", text: "line" }]);
  assert.equal(value.container.exit_code, 0);
  const late = await run("container.run", {
    ...{ image, labels, command: "sh -c 'echo early; sleep 1000'", detach: false, remove: true, timeout: "2s" },
  });
  assert.deepEqual([late.container.timed_out, late.container.logs], [true, "early\n"]);
});

test("the time of a run counts from its start, however long the engine takes for that", async () => {
  const client = createEngineClient(endpointUnderTest());
  const json: EngineClient["json"] = async (method, path, options) => {
    const done = await client.json<any>(method, path, options);
    if (path.endsWith("/start")) await delay(1_500);
    return done;
  };
  const slow = operationsOn({ ports: { engine: { ...client, json } } });
  const { container } = await slow.run("container.run", {
    ...{
      image,
      labels,
      command: "sh -c 'cat; echo late'",
      stdin: "given\n",
      detach: false,
      remove: true,
      timeout: "1s",
    },
  });
  assert.deepEqual([container.timed_out, container.logs], [false, "given\nlate\n"]);
  slow.close();
  client.close();
});

test("when it can't be started nothing is left behind, and a second try finds the name free", async () => {
  const name = uniqueName();
  for (const detach of [true, false]) {
    const input = { image, labels, name, command: "no-such-program-here", detach };
    await assert.rejects(run("container.run", input), (error: any) => error.status >= 400 && error.status < 500);
    await assert.rejects(engine("GET", `/containers/${name}/json`), { status: 404 });
  }
});

test("a container becomes an image, and stopped ones are pruned one by one within the caller's sight", async () => {
  const { id } = await createContainer({ start: false, labels: { prune: "yes" } });
  const repository = uniqueName();
  const { image: committed } = await run("container.commit", { id, repository, tag: "2", labels });
  assert.deepEqual(committed.tags, [`${repository}:2`]);
  const label = [...Object.entries({ ...labels, prune: "yes" }).map((pair) => pair.join("="))];
  const kept = await createContainer({ start: false, labels: { prune: "yes", "gnosis-docker.protected": "true" } });
  const running = await createContainer({ labels: { prune: "yes" } });
  const planned = await run("container.prune", { label, dry_run: true });
  assert.deepEqual(
    planned.removed.map((one: any) => one.id),
    [id],
  );
  await inspectContainer(id);
  const blind = operationsOn({ sees: () => false });
  assert.deepEqual((await blind.run("container.prune", { label })).removed, []);
  blind.close();
  const done = await run("container.prune", { label });
  assert.deepEqual([done.removed.map((one: any) => one.id), done.skipped[0].id], [[id], kept.id]);
  await assert.rejects(inspectContainer(id), { status: 404 });
  assert.equal((await inspectContainer(running.id)).State.Running, true);
});
