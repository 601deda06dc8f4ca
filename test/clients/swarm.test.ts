import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { engine, removeOwn } from "../support/engine.ts";
import { startNewerEngine, type NewerEngine } from "../support/newer-engine.ts";
import { docker } from "./support/docker.ts";

// What the docker CLI asks of a swarm, through the socket of an admin and of a role that may do everything in contained containers.

let newer: NewerEngine;
let guarded: Guarded;
const directory = mkdtempSync(join(tmpdir(), "gnosis-swarm-"));

before(async () => {
  newer = await startNewerEngine();
  await newer.dind.load("busybox:latest");
  guarded = await startGuarded({
    roles: ["admin", "contained"],
    policy: `version: 1\nroles:\n  contained:\n    allow: ["*"]\n    containment: { level: baseline, mountRoots: [] }\n`,
    engine: (newer.env["DOCKER_HOST"] ?? "").replace("unix://", ""),
  });
});

after(async () => {
  await guarded?.stop();
  await newer?.remove();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

async function run(role: string, words: string, input?: string): Promise<{ code: number | null; output: string }> {
  return docker(guarded.path(role), words.split(" "), input === undefined ? {} : { input });
}

async function works(words: string, input?: string): Promise<string> {
  const { code, output } = await run("admin", words, input);
  assert.equal(code, 0, `docker ${words}: ${output}`);
  return output;
}

/** What the engine itself has of a kind. */
const there = (path: string): Promise<readonly unknown[]> =>
  engine(`GET`, path, undefined, { socketPath: (newer.env["DOCKER_HOST"] ?? "").replace("unix://", "") });

test("who is contained gets no swarm, whatever the rules allow", async () => {
  const { code, output } = await run("contained", "swarm init --advertise-addr 127.0.0.1");
  assert.notEqual(code, 0);
  assert.match(output, /rule contained\.containment/);
});

test("an admin makes a swarm, services with all sorts of settings, secrets, configs and a stack", async () => {
  await works("swarm init --advertise-addr 127.0.0.1 --autolock=false --task-history-limit 3");
  await works("swarm update --dispatcher-heartbeat 6s");
  const node = (await works("node ls -q")).trim();
  await works(`node update --label-add a=b ${node}`);
  await works("secret create -l a=b key -", "text");
  await works("config create -l a=b settings -", "text");
  await works("network create --driver overlay --attachable inside");
  await works(
    "service create --detach --name web --replicas 1 --label a=b --container-label c=d --env A=b --user 1000 --workdir /tmp --hostname h" +
      " --health-cmd true --health-interval 5s --limit-cpu 0.5 --limit-memory 64m --limit-pids 50 --reserve-memory 8m" +
      " --mount type=tmpfs,target=/t,tmpfs-size=1000000 --mount type=volume,source=data,target=/d,volume-label=x=y --secret source=key,target=k,mode=0400" +
      " --config source=settings,target=/s --network inside --publish published=18080,target=80 --restart-condition any --restart-delay 1s" +
      " --update-delay 1s --rollback-parallelism 1 --constraint node.role==manager --placement-pref spread=node.labels.a --stop-grace-period 2s" +
      " --dns 127.0.0.1 --host a:127.0.0.1 --ulimit nofile=100:200 --cap-drop ALL --sysctl net.ipv4.tcp_syncookies=1 --init --read-only --tty" +
      " --log-driver json-file --log-opt max-size=1m --with-registry-auth --no-resolve-image busybox sleep 1000",
  );
  await works("service update --detach --env-add B=c --replicas 2 --no-resolve-image web");
  await works("service rollback --detach web");
  const file = join(directory, "stack.yaml");
  writeFileSync(
    file,
    `version: "3.8"\nservices:\n  one:\n    image: busybox\n    command: sleep 1000\n    healthcheck: { test: ["CMD", "true"] }\n    deploy: { mode: global, resources: { limits: { cpus: "0.5" } } }\n`,
  );
  await works(`stack deploy --detach=true --resolve-image never -c ${file} pile`);
  assert.equal((await there("/services")).length, 2);
  await works("service ls");
  await works("service ps web");
  await works("service inspect web");
  await works("node ls");
  assert.ok((await there("/tasks")).length > 0);
});

test("a service gets neither the engine's socket nor the server's data, and a contained role no service at all", async () => {
  const before = (await there("/services")).length;
  for (const source of ["/var/run/docker.sock", "/run/docker.sock", guarded.server.dataDir]) {
    const { code, output } = await run(
      "admin",
      `service create --detach --no-resolve-image --mount type=bind,source=${source},target=/x busybox sleep 1000`,
    );
    assert.notEqual(code, 0, output);
  }
  const mount = "--mount type=bind,source=/,target=/host";
  const contained = await run("contained", `service create --detach --no-resolve-image ${mount} busybox sleep 1000`);
  assert.match(contained.output, /rule contained\.containment/);
  const update = await run("contained", "service update --detach --args id web");
  assert.notEqual(update.code, 0, update.output);
  assert.equal((await there("/services")).length, before);
  await works("stack rm pile");
  await works("service rm web");
  await works("swarm leave --force");
});
