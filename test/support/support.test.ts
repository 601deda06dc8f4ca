import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createContainer, engine, EngineCallError, inspectContainer, removeOwn } from "./engine.ts";
import { isDead, runId } from "./run-id.ts";

after(removeOwn);

test("a test container runs, stops on SIGTERM at once, and is removed by its label", async () => {
  const { id } = await createContainer();
  assert.equal((await inspectContainer(id)).State.Running, true);
  await engine("POST", `/containers/${id}/stop?t=60`);
  assert.equal((await inspectContainer(id)).State.ExitCode, 0);
  await removeOwn();
  await assert.rejects(inspectContainer(id), (error) => error instanceof EngineCallError && error.status === 404);
});

test("a run id tells a dead process from a living one and leaves others' ids alone", () => {
  assert.equal(isDead(runId), false);
  assert.equal(isDead(runId.replace(/-\d+$/, "-1")), true);
  assert.equal(isDead(`00000000-${runId.split("-").slice(1).join("-")}`), true);
  assert.equal(isDead("mine"), false);
});
