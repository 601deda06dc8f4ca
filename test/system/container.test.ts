import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { client, type Client } from "../support/client.ts";
import {
  bytes,
  createContainer,
  engine,
  engineSocket,
  inspectContainer,
  labels,
  rawCall,
  removeOwn,
  uniqueName,
} from "../support/engine.ts";
import { freePort } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { buildProduct } from "./build-image.ts";
import { composeBody } from "./compose-service.ts";

const scratch = mkdtempSync(join(tmpdir(), "gnosis-docker-container-"));
const token = randomBytes(24).toString("hex");
const tokenFile = join(scratch, "admin-token");
let image = "";

before(async () => {
  writeFileSync(tokenFile, token);
  // The server in the container is another user.
  chmodSync(scratch, 0o755);
  chmodSync(tokenFile, 0o644);
  image = await buildProduct();
});
after(async () => {
  await removeOwn();
  rmSync(scratch, { recursive: true, force: true });
});

interface Running {
  readonly id: string;
  readonly name: string;
  readonly volume: string;
  readonly call: Client;
  readonly output: () => Promise<string>;
}

/** Starts the image as compose.yaml says, on a free port. */
async function start(address = "127.0.0.1", env: readonly string[] = []): Promise<Running> {
  const port = await freePort();
  const { Name: volume } = await engine<{ Name: string }>("POST", "/volumes/create", {
    Name: uniqueName(),
    Labels: labels,
  });
  const { Env, HostConfig } = composeBody({
    socket: engineSocket(),
    group: statSync(engineSocket()).gid,
    volume,
    tokenFile,
    publish: { address, port },
  });
  const { id, name } = await createContainer({
    image,
    config: { Cmd: ["serve"], Env: [...Env, ...env], ExposedPorts: { "5680/tcp": {} } },
    hostConfig: { ...HostConfig, RestartPolicy: { Name: "no" } },
  });
  const output = async (): Promise<string> =>
    (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true`))).toString();
  return { id, name, volume, call: client(`http://127.0.0.1:${port}`, token), output };
}

async function ready(server: Running): Promise<void> {
  try {
    await waitFor("the server in the container", async () => (await server.call("GET", "/readyz")).status === 200);
  } catch (error) {
    throw new Error(`It printed:\n${await server.output()}`, { cause: error });
  }
}

test("the server in its container restarts another container, and the call is in the audit log", async () => {
  const server = await start();
  await ready(server);
  const other = await createContainer();
  const before = (await inspectContainer(other.id)).State.StartedAt;

  const answer = await server.call("POST", `/api/containers/${other.id.slice(0, 12)}/restart`, {});
  assert.equal(answer.status, 200, answer.text);
  assert.notEqual((await inspectContainer(other.id)).State.StartedAt, before);

  const records = await server.call("GET", "/api/audit?operation=container.restart");
  assert.equal(records.status, 200, records.text);
  assert.match(records.text, new RegExp(other.id));
});

test("the container is as small as compose.yaml says: no root, no capabilities, nothing to write but its data", async () => {
  const server = await start();
  await ready(server);
  const { Config, HostConfig } = await inspectContainer(server.id);
  assert.match(Config.User, /^[1-9]/);
  assert.deepEqual(HostConfig.CapDrop, ["ALL"]);
  assert.equal(HostConfig.ReadonlyRootfs, true);
  const { Titles, Processes } = await engine<{ Titles: string[]; Processes: string[][] }>(
    "GET",
    `/containers/${server.id}/top?ps_args=${encodeURIComponent("-eo pid,uid,args")}`,
  );
  assert.equal(Processes.length, 1, "one process, no shell");
  assert.equal(Processes[0]?.[Titles.indexOf("UID")], "1000");
  await waitFor("the health check", async () => (await inspectContainer(server.id)).State.Health.Status === "healthy");
});

test("nobody changes the server's own container, image or volume through it, not even an admin", async () => {
  const server = await start();
  await ready(server);
  const own = server.id;
  const imageId = (await inspectContainer(own)).Image;
  const calls: readonly (readonly [string, string, unknown?])[] = [
    ["POST", `/api/containers/${own}/stop`, {}],
    ["POST", `/api/containers/${server.name}/restart`, {}],
    ["POST", `/api/containers/${own.slice(0, 12)}/kill`, {}],
    ["POST", `/api/containers/${own}/pause`, {}],
    ["POST", `/api/containers/${own}/rename`, { name: uniqueName() }],
    ["POST", `/api/containers/${own}/update`, { memory: "64MiB" }],
    ["POST", `/api/containers/${own}/exec`, { command: ["node", "-v"] }],
    ["POST", `/api/containers/${own}/commit`, {}],
    ["DELETE", `/api/containers/${own}?force=true`],
    ["DELETE", `/api/images/${image}?force=true`],
    ["DELETE", `/api/images/${imageId}?force=true`],
    ["DELETE", `/api/volumes/${server.volume}?force=true`],
  ];
  for (const [method, path, body] of calls) {
    const answer = await server.call(method, path, body);
    assert.equal(answer.body?.code, "PROTECTED", `${method} ${path}: ${answer.status} ${answer.text}`);
  }
  assert.equal((await inspectContainer(own)).State.Running, true);
});

test("published beyond loopback it refuses to serve, unless allowRemote says so", async () => {
  const exposed = await start("0.0.0.0");
  const ended = await waitFor("the server to end", async () => {
    const { State } = await inspectContainer(exposed.id);
    return State.Running ? undefined : State;
  });
  assert.notEqual(ended.ExitCode, 0);
  assert.match(await exposed.output(), /EXPOSED|published on 0\.0\.0\.0/);

  const allowed = await start("0.0.0.0", ["GNOSIS_ALLOW_REMOTE=true"]);
  await ready(allowed);
});

test("SIGTERM ends it cleanly, and it starts again on the same volume", async () => {
  const server = await start();
  await ready(server);
  await engine("POST", `/containers/${server.id}/stop?t=60`);
  assert.equal((await inspectContainer(server.id)).State.ExitCode, 0, await server.output());
  await engine("POST", `/containers/${server.id}/start`);
  await ready(server);
});
