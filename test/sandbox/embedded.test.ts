import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { execIn } from "../support/dind.ts";
import { bytes, createContainer, rawCall, removeOwn } from "../support/engine.ts";
import { sandboxImage } from "../support/sandbox-image.ts";
import { freePort, startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

// A machine with dockerd and nothing that runs it: here a container, in which the whole server starts its engine itself.

const root = join(import.meta.dirname, "../..");
const port = await freePort();
const token = "embedded-engines-test-token-0123456789";
// A server that is killed is started again, as a service manager does.
const service =
  "trap 'kill $!; wait; exit' TERM; while :; do /node /project/src/app/main.ts serve & wait $!; sleep 0.2; done";
const { id } = await createContainer({
  image: await sandboxImage(),
  command: ["sh", "-c", service],
  env: [
    ...["GNOSIS_ENGINE=embedded", "GNOSIS_DATA_DIR=/data", "GNOSIS_HOST=0.0.0.0", "NODE_ENV=test"],
    `GNOSIS_ADMIN_TOKEN=${token}`,
  ],
  config: { Volumes: { "/data": {} }, ExposedPorts: { "5680/tcp": {} } },
  hostConfig: {
    Binds: [`${root}:/project:ro`, `${process.execPath}:/node:ro`],
    PortBindings: { "5680/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
    CapAdd: ["SYS_ADMIN", "NET_ADMIN"],
    SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
    // Everything else of /proc/sys may stay read-only.
    ReadonlyPaths: ["/proc/sys/kernel"],
    CgroupnsMode: "private",
    Tmpfs: { "/run": "" },
  },
});
after(removeOwn);

const call = client(`http://127.0.0.1:${port}`, token);
const output = async (): Promise<string> =>
  (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true`))).toString();
const inside = (script: string): Promise<string> => execIn(id, ["sh", "-c", script]);
const pidOf = async (name: string): Promise<string> =>
  (
    await inside(`for p in /proc/[0-9]*; do grep -q '^${name}' $p/cmdline 2>/dev/null && basename $p; done; true`)
  ).trim();

test("the server starts its own engine and runs containers on it", async () => {
  await waitFor("the server", async () => (await call("GET", "/readyz")).status === 200).catch(async (error) => {
    throw new Error(await output(), { cause: error });
  });
  const { endpoints } = (await call("GET", "/api/endpoints")).body;
  assert.deepEqual(
    endpoints.map(({ name, kind }: any) => [name, kind]),
    [["default", "embedded"]],
  );
  const tar = await bytes(await rawCall("GET", "/images/busybox/get"));
  const loaded = await call("POST", "/api/images/load", tar, { "content-type": "application/x-tar" });
  assert.equal(loaded.status, 201, loaded.text);
  const ran = await call("POST", "/api/containers/run", { image: "busybox", command: "echo inside", detach: false });
  assert.equal(ran.body.container.logs, "inside\n", ran.text);
});

test("an engine that dies is started again, and is said to have", async () => {
  const before = await pidOf("dockerd|.*/dockerd");
  assert.equal(await inside("kill -9 $(cat /data/engine/docker.pid)"), "");
  await waitFor("the engine again", async () => {
    const { body } = await call("POST", "/api/containers/run", { image: "busybox", command: "true", detach: false });
    return body.container?.exit_code === 0;
  });
  assert.match(await output(), /The engine has died and is started again/);
  assert.notEqual(await inside("cat /data/engine/docker.pid"), before);
});

test("a server that is killed leaves its engine running, and the next one takes it over with all that runs on it", async () => {
  const { body } = await call("POST", "/api/containers/run", {
    image: "busybox",
    command: "sleep 600",
    name: "lasting",
  });
  const engineBefore = await inside("cat /data/engine/docker.pid");
  await inside("kill -9 $(for p in /proc/[0-9]*; do grep -q '^/node' $p/cmdline 2>/dev/null && basename $p; done)");
  const found = await waitFor("the next server", async () => {
    const answer = await call("GET", `/api/containers/${body.container.id}`).catch(() => undefined);
    return answer?.status === 200 ? answer.body : undefined;
  });
  assert.equal(found.state.Running, true);
  assert.equal(await inside("cat /data/engine/docker.pid"), engineBefore);
});

test("a server that is stopped ends its engine", async () => {
  await rawCall("POST", `/containers/${id}/exec`, { body: { Cmd: ["true"] } });
  const engineBefore = (await inside("cat /data/engine/docker.pid")).trim();
  await inside("kill -TERM $(for p in /proc/[0-9]*; do grep -q '^/node' $p/cmdline 2>/dev/null && basename $p; done)");
  await waitFor("the engine's end", async () => {
    const now = await inside("cat /data/engine/docker.pid 2>/dev/null; true");
    return now.trim() !== engineBefore;
  });
});

test("where another engine runs already it refuses to start one, and says to use that", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gnosis-embedded-"));
  const server = await startServer({ args: ["--engine", "embedded"], dataDir, wait: false });
  const code = await new Promise((resolve) => server.process.once("close", resolve));
  assert.notEqual(code, 0);
  assert.match(server.output(), /No engine can be started here/);
  rmSync(dataDir, { recursive: true });
});
