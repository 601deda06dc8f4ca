import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { engine, removeOwn } from "../support/engine.ts";
import { execIn } from "../support/dind.ts";
import type { TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { manySandboxes } from "./many-sandboxes.ts";
import { leftovers, small, startSandboxServer } from "./sandbox-server.ts";

// Engines, containers and servers that die at the worst moment: whatever happens, nothing stays behind and what lives goes on.

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-sandbox-ends-"));
let server: TestServer = await startSandboxServer({ dataDir });
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true });
});

const create = async (name: string): Promise<any> => {
  const { status, body, text } = await server.call("POST", "/api/sandboxes", small(name));
  assert.equal(status, 201, text);
  return body.sandbox;
};
const one = async (name: string): Promise<any> =>
  (await server.call("GET", "/api/sandboxes?all=true")).body.sandboxes.find((each: any) => each.name === name);

/** The server dies without a word, and another one takes its place. */
async function crash(): Promise<void> {
  server.process.kill("SIGKILL");
  await new Promise((resolve) => server.process.once("close", resolve));
  server = await startSandboxServer({ dataDir });
}

test("a sandbox's engine that is killed in mid-stream ends the stream with an error and is there again soon", async () => {
  const { container } = await create("stream");
  const run = { image: "busybox", command: "sh -c 'while :; do echo line; sleep 0.1; done'", name: "talker" };
  assert.equal((await server.call("POST", "/api/containers/run?endpoint=sandbox-stream", run)).status, 201);
  const answer = await fetch(`${server.url}/api/containers/talker/logs?follow=true&endpoint=sandbox-stream`, {
    headers: { authorization: `Bearer ${server.token}`, accept: "application/x-ndjson", connection: "close" },
  });
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const read = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
    }
  })();
  await waitFor("some lines", () => text.includes("line"));
  await execIn(container, ["sh", "-c", "kill -9 $(cat /var/run/docker.pid)"]);
  await read.catch(() => undefined);
  await waitFor("the engine again", async () => (await server.call("GET", "/api/sandboxes/stream")).body.reachable);
  const ran = await waitFor("a container again", async () => {
    const { body } = await server.call("POST", "/api/sandboxes/stream/exec", { command: "echo again" });
    return body.exit_code === 0 ? body : undefined;
  });
  assert.equal(ran.stdout, "again\n");
});

test("a sandbox whose container is killed has ended, with the reason, and its name is free", async () => {
  const { container } = await one("stream");
  await engine("POST", `/containers/${container}/kill`);
  const ended = await waitFor("its end", async () => {
    const found = await one("stream");
    return found.state === "ended" ? found : undefined;
  });
  assert.match(ended.reason, /killed/);
  // It is known to have ended before all of it is gone.
  await waitFor("everything of it to be gone", async () => (await leftovers()).length === 0);
});

test("after a crash of the server sandboxes are still there, with the same end and the same way in", async () => {
  const before = await create("lasting");
  await crash();
  const found = await one("lasting");
  assert.deepEqual([found.state, found.ends, found.container], ["ready", before.ends, before.container]);
  const { body } = await server.call("POST", "/api/sandboxes/lasting/exec", { command: "echo here" });
  assert.equal(body.stdout, "here\n");
});

test("a crash in the middle of a removal ends in the removal", async () => {
  const pending = server.call("DELETE", "/api/sandboxes/lasting").catch(() => undefined);
  await waitFor("its beginning", async () => (await one("lasting")).state !== "ready");
  await crash();
  await pending;
  await waitFor("its end", async () => (await one("lasting")).state === "ended");
  await waitFor("everything of it to be gone", async () => (await leftovers()).length === 0);
});

test("a crash in the middle of making one leaves nothing of it", async () => {
  for (const moment of ["a row", "a container"]) {
    const pending = server.call("POST", "/api/sandboxes", small("half")).catch(() => undefined);
    await waitFor(moment, async () =>
      moment === "a row" ? (await one("half")).state === "starting" : (await leftovers()).some((each) => each.startsWith("container")),
    ); // prettier-ignore
    await crash();
    await pending;
    await waitFor("its end", async () => (await one("half")).state === "ended");
    await waitFor("a tidy engine", async () => (await leftovers()).length === 0);
  }
});

test("removing one while it is made breaks that off", async () => {
  const pending = server.call("POST", "/api/sandboxes", small("early"));
  await waitFor("its container", async () => (await leftovers()).some((each) => each.startsWith("container")));
  assert.equal((await server.call("DELETE", "/api/sandboxes/early")).status, 200);
  const { status, body } = await pending;
  assert.equal(status, 409, JSON.stringify(body));
  await waitFor("a tidy engine", async () => (await leftovers()).length === 0);
});

test("a sandbox outlives a server that is stopped, and ends on time without one", async () => {
  const made = await server.call("POST", "/api/sandboxes", { ...small("alone"), images: [], time: "15s" });
  assert.equal(made.status, 201, made.text);
  await server.stop();
  assert.ok((await leftovers()).includes(`container ${made.body.sandbox.container}`));
  await waitFor("its end", async () => !(await leftovers()).includes(`container ${made.body.sandbox.container}`));
  server = await startSandboxServer({ dataDir });
  await waitFor("its record", async () => (await one("alone")).state === "ended");
  assert.deepEqual(await leftovers(), []);
});

test("many at a time that end in every way leave no container, network, volume, control group or loop device", async () => {
  const { made, reasons, left } = await manySandboxes(server, { inAll: 5, atOnce: 3, time: "25s" });
  assert.equal(made.length, 5);
  for (const reason of reasons) assert.match(reason, /^(?:Removed by|Its time|Its container was killed)/);
  assert.deepEqual(left, { objects: 0, volumes: 0, groups: 0, loops: 0 });
});
