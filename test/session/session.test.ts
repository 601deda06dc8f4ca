import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createContainer, removeOwn } from "../support/engine.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const server = await startServer();
after(async () => {
  await server.stop();
  await removeOwn();
});

test("a session tells what was asked, what happened because of it, and what is different", async () => {
  const stays = await createContainer();
  const headers = { "x-gnosis-session": "account-1", "x-gnosis-client": "test agent" };
  const call = (method: string, path: string, body?: unknown) => server.call(method, path, body, headers);
  await call("GET", "/api/containers");
  assert.equal((await call("POST", `/api/containers/${stays.name}/stop`, {})).status, 200);
  await call("POST", "/api/containers/no-such-container/stop", {});
  const [session] = (await server.call("GET", "/api/sessions")).body.sessions.filter(
    ({ id }: { id: string }) => id === "account-1",
  );
  assert.deepEqual([session.calls, session.changes, session.refused], [3, 1, 1]);
  assert.deepEqual(session.clients, ["test agent"]);
  const account = await waitFor("the events of the stop", async () => {
    const { body } = await server.call("GET", "/api/sessions/account-1");
    return body.difference.length > 0 ? body : undefined;
  });
  assert.deepEqual(
    account.difference.map(({ name, change }: any) => [name, change]),
    [[stays.name, "stopped"]],
  );
  assert.ok(account.events.every((event: any) => event.record === account.records[1].id));
  const document = await server.call("GET", "/api/sessions/account-1/export");
  assert.equal(document.status, 200);
  assert.match(document.text, /# Session `account-1`/);
  assert.match(document.text, new RegExp(`The container '${stays.name}' has stopped`));
  assert.equal((await server.call("GET", "/api/sessions/none")).body.code, "SESSION_NOT_FOUND");
});
