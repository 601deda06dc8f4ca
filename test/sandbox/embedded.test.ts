import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startEmbeddedMachine } from "../support/embedded-machine.ts";
import { embeddedVariable, endpointVariable } from "../support/endpoint-under-test.ts";
import { bytes, rawCall } from "../support/engine.ts";
import { exchangesPass } from "../support/exchanges.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const machine = await startEmbeddedMachine();
const { call, inside, output, dataDir } = machine;
const pidFile = join(dataDir, "engine/docker.pid");
after(machine.remove);

test("the server starts its own engine and runs containers on it", async () => {
  await machine.ready();
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

test("calls, streams, connections handed over and bodies of any size pass to it", () =>
  exchangesPass({
    [endpointVariable]: JSON.stringify([{ name: "default", address: "embedded" }]),
    [embeddedVariable]: dataDir,
  }));

test("an engine that dies is started again, and is said to have", async () => {
  const before = await inside(`cat ${pidFile}`);
  assert.equal(await inside(`kill -9 $(cat ${pidFile})`), "");
  await waitFor("the engine again", async () => {
    const { body } = await call("POST", "/api/containers/run", { image: "busybox", command: "true", detach: false });
    return body.container?.exit_code === 0;
  });
  assert.match(await output(), /The engine has died and is started again/);
  assert.notEqual(await inside(`cat ${pidFile}`), before);
});

test("a server that is killed leaves its engine running, and the next one takes it over with all that runs on it", async () => {
  const { body } = await call("POST", "/api/containers/run", {
    image: "busybox",
    // Ends when it is asked to, so that the engine below has nothing to wait for.
    command: ["sh", "-c", "trap exit TERM; while :; do sleep 600 & wait; done"],
    name: "lasting",
  });
  const engineBefore = await inside(`cat ${pidFile}`);
  await inside("kill -9 $(for p in /proc/[0-9]*; do grep -q '^/node' $p/cmdline 2>/dev/null && basename $p; done)");
  const found = await waitFor("the next server", async () => {
    const answer = await call("GET", `/api/containers/${body.container.id}`).catch(() => undefined);
    return answer?.status === 200 ? answer.body : undefined;
  });
  assert.equal(found.state.Running, true);
  assert.equal(await inside(`cat ${pidFile}`), engineBefore);
});

test("a server that is stopped ends its engine", async () => {
  const engineBefore = (await inside(`cat ${pidFile}`)).trim();
  await inside("kill -TERM $(for p in /proc/[0-9]*; do grep -q '^/node' $p/cmdline 2>/dev/null && basename $p; done)");
  await waitFor("the engine's end", async () => {
    const now = await inside(`cat ${pidFile} 2>/dev/null; true`);
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
