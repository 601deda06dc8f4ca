import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContainer, removeOwn } from "../support/engine.ts";
import { socketProxy } from "../support/socket-proxy.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
});

test("reads are answered from memory, and from the engine when they are to be fresh; the answer says which", async () => {
  const web = await createContainer();
  for (const path of [
    "/api/containers",
    "/api/images",
    "/api/volumes",
    "/api/networks",
    `/api/containers/${web.name}`,
  ]) {
    await waitFor(
      `${path} from memory`,
      async () => (await server.call("GET", path)).headers.get("x-gnosis-source") === "memory",
    );
    const fresh = await server.call("GET", `${path}?fresh=true`);
    assert.equal(fresh.status, 200, fresh.text);
    assert.equal(fresh.headers.get("x-gnosis-source"), "engine", path);
  }
});

test("while the engine can't be reached one container is shown as it was last known, marked stale, and a list is not", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gd-stale-"));
  const proxy = socketProxy(join(directory, "engine.sock"));
  await proxy.open();
  const web = await createContainer();
  const cut = await startServer({ env: { DOCKER_HOST: `unix://${proxy.path}` } });
  try {
    const path = `/api/containers/${web.name}`;
    const answers = async (wanted: string): Promise<boolean> =>
      (await cut.call("GET", "/api/containers")).headers.get("x-gnosis-source") === wanted;
    await waitFor("the live state", () => answers("memory"));
    await proxy.close();
    const stale = await waitFor("the stream to be down", async () => {
      const answer = await cut.call("GET", path);
      return answer.headers.get("x-gnosis-stale") === "true" ? answer : undefined;
    });
    assert.equal(stale.body.full_id, web.id);
    assert.ok(Date.parse(stale.headers.get("x-gnosis-as-of") ?? "") <= Date.now());
    for (const asked of ["/api/containers", `${path}?fresh=true`]) {
      const { status, body } = await cut.call("GET", asked);
      assert.deepEqual([status, body.code], [503, "ENGINE_UNREACHABLE"], asked);
    }
    assert.equal((await cut.call("POST", `${path}/restart`)).status, 503);
  } finally {
    await cut.stop();
    await proxy.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
