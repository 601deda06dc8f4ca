import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import type { Guarded } from "../proxy/support/guarded.ts";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { dindImage } from "../support/dind-image.ts";
import { execIn } from "../support/dind.ts";
import { startForDeveloper } from "./support/developer.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-compose-"));
const project = uniqueName("p");
let guarded: Guarded;
/** A container with Compose in it, which is given the guarded socket and the project's directory. */
let toolbox: string;

const yaml = (label: string): string => `services:
  web:
    build: { context: ., labels: [ "${label}" ] }
    image: ${project}-web
    command: sh -c "echo serving; cat /d/data.txt; trap 'exit 0' TERM; while :; do sleep 1; done"
    labels: [ "${label}" ]
    volumes:
      - ./d:/d:ro
      - kept:/kept
    networks: [ inside ]
    depends_on: [ cache ]
    healthcheck: { test: [ CMD, "true" ], interval: 1s }
    ports: [ "127.0.0.1::8080" ]
  cache:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    labels: [ "${label}" ]
    networks: [ inside ]
networks:
  inside: { labels: [ "${label}" ] }
volumes:
  kept: { labels: [ "${label}" ] }
`;

before(async () => {
  guarded = await startForDeveloper(workspace);
  const label = Object.entries(labels).map((pair) => pair.join("="))[0] ?? "";
  mkdirSync(join(workspace, "d"));
  writeFileSync(join(workspace, "d", "data.txt"), "from the workspace\n");
  writeFileSync(join(workspace, "Dockerfile"), "FROM busybox\nRUN echo built > /built.txt\n");
  writeFileSync(join(workspace, "compose.yaml"), yaml(label));
  const socket = guarded.path("dev");
  toolbox = (
    await createContainer({
      image: await dindImage(),
      command: ["sleep", "3600"],
      env: [`DOCKER_HOST=unix://${socket}`, "DOCKER_BUILDKIT=0", "COMPOSE_ANSI=never", "COMPOSE_PROGRESS=plain"],
      hostConfig: { Binds: [`${workspace}:${workspace}`, `${dirname(socket)}:${dirname(socket)}`] },
    })
  ).id;
});

after(async () => {
  await engine("DELETE", `/images/${project}-web?force=1`).catch(() => undefined);
  await guarded?.stop();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

const compose = (...words: string[]): Promise<string> =>
  execIn(toolbox, ["docker", "compose", "-p", project, "-f", join(workspace, "compose.yaml"), ...words]);

test("docker compose builds, brings a project up, shows it and takes it down again", async () => {
  await compose("up", "-d", "--wait");
  const listed = await compose("ps", "--format", "{{.Service}} {{.State}}");
  assert.match(listed, /web running/);
  assert.match(listed, /cache running/);
  assert.match(await compose("logs", "web"), /serving[^]*from the workspace/);
  assert.match(await compose("exec", "-T", "web", "cat", "/built.txt"), /built/);
  assert.match(await compose("exec", "-T", "web", "nslookup", "cache"), /Address/);
  const made = await engine<any[]>(
    "GET",
    `/containers/json?filters=${encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }))}`,
  );
  assert.equal(made.length, 2);
  for (const { Labels } of made) assert.equal(Labels["gnosis-docker.owner"], "socket:dev");
  await compose("up", "-d");
  await compose("restart", "-t", "0", "cache");
  await compose("down", "-v", "-t", "1");
  assert.equal((await compose("ps", "-q")).trim(), "");
  await assert.rejects(engine("GET", `/volumes/${project}_kept`), { status: 404 });
});

test("a project that asks for the host is refused, and the reason is shown", async () => {
  const file = join(workspace, "bad.yaml");
  writeFileSync(file, "services:\n  bad:\n    image: busybox\n    privileged: true\n");
  await assert.rejects(
    execIn(toolbox, ["docker", "compose", "-p", `${project}-bad`, "-f", file, "up", "-d"]),
    /rule containment/,
  );
  await execIn(toolbox, ["docker", "compose", "-p", `${project}-bad`, "-f", file, "down"]);
});
