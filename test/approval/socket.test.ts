import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { startGuarded } from "../proxy/support/guarded.ts";
import { createContainer, inspectContainer, removeOwn } from "../support/engine.ts";

after(removeOwn);

const policy = `version: 1
roles:
  docker:
    allow: ["risk:read"]
    ask: [container.kill, container.stop]
`;

/** Asks over a guarded socket in the engine's own terms. */
const post = (socketPath: string, path: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "POST", headers: { host: "docker" } }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on("error", reject);
    asked.end();
  });

test("a call of a guarded socket is approved or denied as it is, and can't be edited: that is said, and it waits on", async () => {
  const guarded = await startGuarded({ roles: ["docker"], policy });
  try {
    const { id } = await createContainer();
    const kill = () => post(guarded.path("docker"), `/v1.41/containers/${id}/kill`);
    const { call } = guarded.server;
    assert.equal((await kill()).status, 403);
    const [asked] = (await call("GET", "/api/approvals?state=pending")).body.approvals;
    assert.deepEqual([asked.operation, asked.caller.surface, asked.offers], ["container.kill", "socket", []]);
    const edit = await call("POST", `/api/approvals/${asked.id}/edit`, { operation: "container.stop" });
    assert.deepEqual([edit.status, edit.body.code], [409, "CONFLICT"]);
    assert.match(edit.body.detail, /came through a guarded socket/);
    const denied = await call("POST", `/api/approvals/${asked.id}/deny`, { comment: "stop it instead" });
    assert.equal(denied.status, 200, denied.text);
    const told = await kill();
    assert.equal(told.status, 403);
    assert.match(told.text, /stop it instead/);
    assert.equal((await inspectContainer(id)).State.Running, true);
  } finally {
    await guarded.stop();
  }
});
