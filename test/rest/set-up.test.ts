import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { client } from "../support/client.ts";
import { uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
before(async () => {
  const notices = JSON.stringify([{ name: "chat", to: "https://me:pass-word@hooks.example/services/T0/SECRETPATH" }]);
  server = await startServer({ env: { GNOSIS_NOTICES: notices, GNOSIS_TRASH_TIME: "3h" } });
});
after(() => server?.stop());

test("each setting is told with where it comes from and how it can be set, and no secret with it", async () => {
  const { body } = await server.call("GET", "/api/settings");
  const of = (key: string): any => body.settings.find((one: any) => one.key === key);
  assert.deepEqual([of("trashTime").value, of("trashTime").from], ["3h", "environment GNOSIS_TRASH_TIME"]);
  assert.deepEqual([of("eventsKept").value, of("eventsKept").origin], ["30d", "default"]);
  assert.equal(of("adminToken").environment, "GNOSIS_ADMIN_TOKEN_FILE");
  const text = JSON.stringify(body);
  for (const secret of [server.token, "SECRETPATH", "pass-word"]) assert.ok(!text.includes(secret), secret);
  assert.match(of("notices").value, /hooks\.example/);
});

test("what the server keeps is told, part by part", async () => {
  const { body } = await server.call("GET", "/api/store/usage");
  assert.ok(body.file_bytes + body.log_bytes > 0);
  const of = (name: string): any => body.parts.find((one: any) => one.name === name);
  assert.ok(of("Audit log entries").rows > 0);
  assert.ok(Math.abs(Date.parse(of("Audit log entries").oldest) - Date.now()) < 600_000);
  assert.match(of("Containers in the trash").kept, /^for 3h, 10GiB/);
});

test("how the server is set up is nobody's business by a risk alone", async () => {
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const viewer = client(server.url, body.text);
  for (const path of ["/api/settings", "/api/store/usage"])
    assert.equal((await viewer("GET", path)).body.code, "FORBIDDEN", path);
});
