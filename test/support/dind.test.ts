import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startDind } from "./dind.ts";
import { removeOwn } from "./engine.ts";

after(removeOwn);

test("an engine inside a container runs containers from images that were copied into it", async () => {
  const dind = await startDind();
  await dind.load("busybox:latest");
  assert.equal(await dind.run("docker", "run", "--rm", "busybox", "echo", "inside"), "inside\n");
  assert.match(await dind.run("docker", "compose", "version"), /2\.\d+/);
  await dind.remove();
});
