import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import {
  bytes,
  createContainer,
  engine,
  engineSocket,
  labels,
  rawCall,
  removeOwn,
  uniqueName,
} from "../support/engine.ts";
import { nodeBaseImage } from "../support/node-base-image.ts";
import { waitFor } from "../support/wait-for.ts";

// The server itself runs in a container: what it hands on are the host's paths.

const root = join(import.meta.dirname, "../..");
const home = mkdtempSync("/run/gd-in-container-");
const project = realpathSync(mkdtempSync(join(tmpdir(), "gd-project-")));
const socket = join(home, "dev.sock");
/** Where the server's own container has them. */
const inside = { home: "/run/gnosis-docker", project: "/workspace" };
let server = "";

const policy = `version: 1
roles:
  dev:
    allow: ["risk:read", "container.*", "image.*"]
    scope: [{ owned: true }, { kind: image }]
    containment: { level: baseline, mountRoots: [${inside.project}] }
`;

before(async () => {
  mkdirSync(join(project, "data"));
  writeFileSync(join(project, "data/greeting"), "from the project\n");
  const settings = `engine: unix:///var/run/docker.sock
policyFile: /settings/policy.yaml
sockets: [{ name: dev, role: dev, path: ${inside.home}/dev.sock, handDown: true }]
`;
  mkdirSync(join(project, "settings"));
  writeFileSync(join(project, "settings/policy.yaml"), policy);
  writeFileSync(join(project, "settings/config.yaml"), settings);
  const modules = realpathSync(join(root, "node_modules"));
  const { id } = await createContainer({
    image: await nodeBaseImage(),
    command: ["node", "/app/src/app/main.ts", "serve"],
    env: ["GNOSIS_CONFIG=/settings/config.yaml", "GNOSIS_DATA_DIR=/data"],
    hostConfig: {
      Binds: [
        `${engineSocket()}:/var/run/docker.sock`,
        `${root}/src:/app/src:ro`,
        `${root}/package.json:/app/package.json:ro`,
        `${modules}:/app/node_modules:ro`,
        `${project}/settings:/settings:ro`,
        `${home}:${inside.home}`,
        `${project}:${inside.project}:ro`,
      ],
      Tmpfs: { "/data": "mode=0700" },
    },
  });
  server = id;
  const log = async (): Promise<string> =>
    (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=1&stderr=1`))).toString();
  await waitFor("the guarded socket of the server in a container", async () => {
    const { State } = await engine("GET", `/containers/${id}/json`);
    assert.equal(State.Running, true, State.Running ? "" : await log());
    return (await rawCall("GET", "/_ping", { socketPath: socket })).statusCode === 200;
  });
});

after(async () => {
  await removeOwn();
  for (const each of [home, project]) rmSync(each, { recursive: true, force: true });
});

async function create(hostConfig: object, command: readonly string[] = ["true"]): Promise<[number, string]> {
  const body = { Image: "busybox:latest", Cmd: command, Labels: labels, HostConfig: hostConfig };
  const path = `/containers/create?name=${uniqueName()}`;
  const answer = await rawCall("POST", path, { socketPath: socket, body });
  return [answer.statusCode ?? 0, (await bytes(answer)).toString()];
}

async function created(hostConfig: object, command?: readonly string[]): Promise<string> {
  const [status, text] = await create(hostConfig, command);
  assert.equal(status, 201, text);
  return (JSON.parse(text) as { Id: string }).Id;
}

test("a path of the server's container is mounted from where it lies on the host, and its content is there", async () => {
  const id = await created({ Binds: [`${inside.project}/data:/data:ro`] }, ["cat", "/data/greeting"]);
  const { Mounts } = await engine("GET", `/containers/${id}/json`);
  assert.deepEqual(
    Mounts.map(({ Source }: { Source: string }) => Source),
    [join(project, "data")],
  );
  const start = await rawCall("POST", `/containers/${id}/start`, { socketPath: socket });
  assert.equal(start.statusCode, 204);
  await engine("POST", `/containers/${id}/wait`);
  const log = (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=1`))).toString();
  assert.match(log, /from the project/);
});

test("a path outside of what the role may mount is refused by its name on the host too", async () => {
  for (const source of ["/settings", inside.home, "/data", "/app/src", home, dirname(project), "/etc"]) {
    const [status, text] = await create({ Binds: [`${source}:/x`] });
    assert.equal(status, 403, `${source}: ${text}`);
  }
});

test("a container that asks for the engine's socket gets the guarded socket by its path on the host", async () => {
  const asked = "/var/run/docker.sock:/var/run/docker.sock";
  const id = await created({ Binds: [asked] });
  const { HostConfig } = await engine("GET", `/containers/${id}/json`);
  assert.deepEqual(
    HostConfig.Mounts.map(({ Source }: { Source: string }) => Source),
    [socket],
  );
  // It starts too: what is looked at then is the engine's own view.
  assert.equal((await rawCall("POST", `/containers/${id}/start`, { socketPath: socket })).statusCode, 204);
});

test("a socket in a directory that others may write to is not handed down", async () => {
  chmodSync(home, 0o777);
  try {
    const [status, text] = await create({ Binds: ["/var/run/docker.sock:/var/run/docker.sock"] });
    assert.equal(status, 403, text);
    assert.match(text, /rule containment/);
  } finally {
    chmodSync(home, 0o755);
  }
});

test("the server's own container can't be reached through its socket", async () => {
  const answer = await rawCall("POST", `/containers/${server}/exec`, { socketPath: socket, body: { Cmd: ["true"] } });
  assert.equal(answer.statusCode, 404);
  answer.resume();
});
