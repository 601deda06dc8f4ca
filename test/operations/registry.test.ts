import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { type Registry, startRegistry } from "../support/registry.ts";

const operations = operationsOn();
const { run, stream } = operations;
let registry: Registry;
before(async () => {
  registry = await startRegistry();
});
after(async () => {
  await registry.stop();
  await removeOwn();
  operations.close();
});

test("an image is pushed to a registry, removed here and pulled back", async () => {
  const { id } = await createContainer({ start: false });
  const repository = `${registry.address}/${uniqueName()}`;
  const { image } = await run("container.commit", { id, repository, tag: "1.0", labels });
  const pushed = await stream("image.push", { id: `${repository}:1.0` });
  assert.match(pushed.value.digest, /^sha256:[0-9a-f]{64}$/);
  assert.ok(pushed.items.length > 0);
  await run("image.remove", { id: `${repository}:1.0` });
  const pulled = await stream("image.pull", { image: repository, tag: "1.0" });
  assert.deepEqual(pulled.value.image.tags, [`${repository}:1.0`]);
  assert.equal(pulled.value.image.full_id, image.id);
  assert.equal(pulled.value.message, `Image ${repository}:1.0 pulled successfully`);
  assert.ok(pulled.items.every(({ message }) => typeof message === "string"));
  await run("image.remove", { id: `${repository}:1.0` });
  const again = await run("image.pull", { image: `${repository}@${pushed.value.digest}` });
  assert.equal(again.image.full_id, image.id);
});

test("an image that the registry does not have is not found", async () => {
  const image = `${registry.address}/no-such-image`;
  await assert.rejects(run("image.pull", { image }), { code: "IMAGE_NOT_FOUND" });
});

test("a registry that the engine can't reach is named as the cause", async () => {
  await assert.rejects(run("image.pull", { image: "127.0.0.1:1/none" }), { code: "ENGINE_FAILED", next: /registry/ });
});
