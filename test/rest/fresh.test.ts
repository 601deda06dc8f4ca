import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, removeOwn } from "../support/engine.ts";
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
