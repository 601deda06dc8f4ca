import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createContainer, engine, inspectContainer, removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-docker-stop-"));
after(async () => {
  rmSync(dataDir, { recursive: true, force: true });
  await removeOwn();
});

const servers: TestServer[] = [];
after(() => Promise.all(servers.map((server) => server.stop("SIGKILL"))));

const start = async (): Promise<TestServer> => {
  const server = await startServer({ dataDir });
  servers.push(server);
  return server;
};

/** Whether the engine has sent the container its SIGTERM. */
async function isBeingStopped(id: string): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ container: [id], event: ["kill"] }));
  const until = Math.floor(Date.now() / 1000);
  return (await engine<string>("GET", `/events?since=${until - 600}&until=${until}&filters=${filters}`)) !== undefined;
}

test("SIGTERM lets a running call finish, ends streams, and leaves a data directory that starts again", async () => {
  const server = await start();
  // Ignores SIGTERM, so that stopping it takes the seconds of grace.
  const slow = await createContainer({ command: ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"] });
  const talker = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 1; done"] });

  const follow = await fetch(`${server.url}/api/containers/${talker.id}/logs?follow=true`, {
    headers: { authorization: `Bearer ${server.token}`, accept: "application/x-ndjson" },
  });
  assert.equal(follow.status, 200);
  const reader = follow.body?.getReader();
  assert.equal((await reader?.read())?.done, false, "the stream has begun");

  const running = server.call("POST", `/api/containers/${slow.id}/stop`, { timeout: 5 });
  await waitFor("the engine to be stopping the container", () => isBeingStopped(slow.id));

  const stopped = server.stop("SIGTERM");
  const answer = await running;
  assert.equal(answer.status, 200, answer.text);
  const drain = async (): Promise<void> => {
    while (reader !== undefined && !(await reader.read()).done);
  };
  await drain().catch(() => undefined);
  assert.equal(await stopped, 0, server.output());
  assert.equal((await inspectContainer(slow.id)).State.Running, false);
  await assert.rejects(server.call("GET", "/health"));

  const again = await start();
  assert.equal((await again.call("GET", `/api/containers/${slow.id}`)).status, 200);
  assert.equal(await again.stop(), 0);
});
