import assert from "node:assert/strict";
import { after, test } from "node:test";
import { engine, removeOwn } from "./engine.ts";
import { startRegistry } from "./registry.ts";

after(removeOwn);

test("an image that was pushed to the local registry is pulled back from it", async () => {
  const registry = await startRegistry();
  const name = `${registry.address}/library/busybox`;
  try {
    await engine("POST", `/images/busybox:latest/tag?repo=${name}&tag=1.0`);
    const auth = { headers: { "x-registry-auth": Buffer.from("{}").toString("base64url") } };
    const pushed = await engine("POST", `/images/${name}/push?tag=1.0`, undefined, auth);
    assert.match(JSON.stringify(pushed), /digest: sha256:/);
    await engine("DELETE", `/images/${name}:1.0`);
    await engine("POST", `/images/create?fromImage=${encodeURIComponent(name)}&tag=1.0`);
    await engine("DELETE", `/images/${name}:1.0`);
  } finally {
    await registry.stop();
  }
});
