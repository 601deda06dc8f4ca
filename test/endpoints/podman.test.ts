import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { labels, uniqueName } from "../support/engine.ts";
import { type Podman, startPodman } from "../support/podman.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let podman: Podman;
let server: TestServer;
before(async () => {
  podman = await startPodman();
  await podman.load("busybox:latest");
  server = await startServer({ env: { DOCKER_HOST: `unix://${podman.socketPath}` } });
});
after(async () => {
  await server?.stop();
  await podman?.stop();
});

const name = uniqueName();
const at = `/api/containers/${name}`;
const ok = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await server.call(method, path, body);
  assert.ok(answer.status < 300, answer.text);
  return answer.body;
};

test("Podman is recognised, and what it lacks is said before it is missed", async () => {
  const [engine] = (await ok("GET", "/api/endpoints/check")).endpoints;
  assert.deepEqual([engine.ok, engine.engine, engine.rights], [true, "Podman", "change"]);
  assert.match(engine.version, /^4\./);
  assert.ok(engine.lacks.some((one: string) => /limits of a container/.test(one)));
});

test("a container lives its whole life on Podman", async () => {
  const command = ["sh", "-c", "trap 'exit 0' TERM; echo hello; while :; do sleep 0.2; done"];
  await ok("POST", "/api/containers", { name, image: "busybox", labels, command });
  assert.equal((await ok("POST", `${at}/start`)).status, "running");
  const exec = await ok("POST", `${at}/exec`, { command: ["sh", "-c", "echo inside; exit 3"] });
  assert.deepEqual([exec.stdout, exec.exit_code], ["inside\n", 3]);
  await waitFor("its output", async () => JSON.stringify(await ok("GET", `${at}/logs`)).includes("hello"));
  const wait = { image: "busybox", labels, command: ["sh", "-c", "echo done; exit 4"], remove: true, detach: false };
  const { container: ran } = await ok("POST", "/api/containers/run", wait);
  assert.deepEqual([ran.stdout, ran.exit_code], ["done\n", 4], JSON.stringify(ran));
  assert.equal((await ok("GET", `${at}/stats`)).stats.running, true);
  assert.equal((await ok("POST", `${at}/restart`, { timeout: 2 })).status, "running");
  assert.equal((await ok("POST", `${at}/stop`, { timeout: 2 })).status, "exited");
});

test("images are called as on Docker, and what others do shows in the lists", async () => {
  const { images } = await ok("GET", "/api/images");
  assert.ok(
    images.some(({ tags }: any) => tags.includes("busybox:latest")),
    JSON.stringify(images),
  );
  const { containers } = await ok("GET", `/api/containers?all=true&name=${name}`);
  assert.match(containers[0].image, /^busybox/);
});

test("what Podman can't do is refused with its name and what is lacking", async () => {
  const { body: told } = await server.call("POST", `${at}/update`, { memory: "64MiB" });
  assert.equal(told.code, "ENGINE_LACKS", JSON.stringify(told));
  assert.match(told.message, /Podman 4\.\S+ lacks this: changing the limits of a container/);
});

test("a removed container is gone from memory too, and is brought back out of the trash", async () => {
  await ok("DELETE", `${at}?force=true`);
  await waitFor("it to be gone", async () => (await server.call("GET", at)).status === 404);
  await ok("POST", `/api/trash/${name}/restore`, {});
  assert.equal((await ok("GET", at)).name, name);
});
