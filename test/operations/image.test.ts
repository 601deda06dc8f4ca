import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { bytes, createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

const operations = operationsOn();
const { run, guard, call } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

/** An image of its own under a new name, labelled for cleaning up. */
async function makeImage(
  more: Readonly<Record<string, string>> = {},
): Promise<{ id: string; tag: string; repository: string }> {
  const { id: container } = await createContainer({ start: false });
  const repository = uniqueName();
  const { image } = await run("container.commit", { id: container, repository, labels: { ...labels, ...more } });
  return { id: image.id, tag: `${repository}:latest`, repository };
}

test("images are listed with the fields that older clients read", async () => {
  const { id, tag } = await makeImage({ "api.token": "abc" });
  const { images, total } = await run("image.list");
  assert.equal(total, images.length);
  const listed = images.find((one: any) => one.full_id === id);
  assert.deepEqual([listed.id, listed.tags, listed.os], [id.slice(0, 19), [tag], "linux"]);
  assert.ok(listed.size > 0 && listed.architecture !== "" && listed.created !== "");
  assert.equal(listed.labels["api.token"], "[masked]");
  const found = await run("image.search", { query: tag.slice(3, 20).toUpperCase() });
  assert.deepEqual(
    found.images.map((one: any) => one.reference),
    [tag],
  );
});

test("an image is inspected by name, id and prefix, and its history is shown", async () => {
  const { id, repository } = await makeImage();
  for (const reference of [repository, `docker.io/library/${repository}`, id, id.slice(7, 19)]) {
    assert.equal((await run("image.inspect", { id: reference })).full_id, id);
  }
  const { layers } = await run("image.history", { id: repository });
  assert.ok(layers.length >= 1 && !Number.isNaN(Date.parse(layers[0].created)));
  await assert.rejects(run("image.inspect", { id: "no-such-image" }), { code: "IMAGE_NOT_FOUND" });
});

test("a tag is removed before the image, and a reference of another image is not taken by accident", async () => {
  const { id, tag, repository } = await makeImage();
  const other = await makeImage();
  await run("image.tag", { id, repository, tag: "second" });
  const taken = { id, repository: other.repository };
  await assert.rejects(run("image.tag", taken), { code: "CONFLICT" });
  assert.equal((await run("image.inspect", { id: other.tag })).full_id, other.id);
  await run("image.tag", { ...taken, force: true });
  assert.equal((await run("image.inspect", { id: other.tag })).full_id, id);
  await run("image.remove", { id: other.tag });
  assert.deepEqual((await run("image.remove", { id: `${repository}:second` })).untagged, [`${repository}:second`]);
  assert.equal((await run("image.inspect", { id: tag })).full_id, id);
  const { deleted, message } = await run("image.remove", { id: tag });
  assert.ok(deleted.includes(id));
  assert.equal(message, `Image ${tag} removed successfully`);
});

test("an image in use is not removed", async () => {
  const { tag } = await makeImage();
  const { id } = await createContainer({ image: tag });
  await assert.rejects(run("image.remove", { id: tag }), { code: "CONFLICT" });
  assert.equal((await inspectContainer(id)).State.Running, true);
});

test("an image is saved, removed and loaded again", async () => {
  const { id, tag } = await makeImage();
  const { download } = await guard.download(call("image.save", { id: tag }));
  const archive = await bytes(download.bytes);
  await run("image.remove", { id: tag });
  const { images } = await run("image.load", {}, { upload: Readable.from([archive]) });
  assert.deepEqual(images, [tag]);
  assert.equal((await run("image.inspect", { id: tag })).full_id, id);
  const broken = { upload: Readable.from([Buffer.from("this is no archive")]) };
  await assert.rejects(run("image.load", {}, broken), { code: "UPLOAD_BROKEN" });
});

test("a container's exported file system becomes an image", async () => {
  const { id } = await createContainer();
  const { download } = await guard.download(call("container.export", { id }));
  const repository = uniqueName();
  const label = Object.entries(labels).map(([name, value]) => `LABEL ${name}=${value}`);
  const { image } = await run(
    "image.import",
    { repository, tag: "1", changes: ['CMD ["true"]', ...label] },
    { upload: download.bytes },
  );
  assert.deepEqual((await run("image.inspect", { id: image.id })).cmd, ["true"]);
});

test("unused images are pruned one by one, with all of their tags, and used ones stay", async () => {
  const mark = uniqueName();
  const unused = await makeImage({ mark });
  const used = await makeImage({ mark });
  await createContainer({ image: used.tag, start: false });
  await run("image.tag", { id: unused.id, repository: unused.repository, tag: "more" });
  const label = [`mark=${mark}`];
  assert.deepEqual((await run("image.prune", { label })).removed, []);
  const { removed, skipped } = await run("image.prune", { label, all: true });
  assert.deepEqual([removed.map((one: any) => one.id), skipped], [[unused.id], []]);
  assert.equal((await run("image.inspect", { id: used.tag })).full_id, used.id);
});

test("a pull from a registry that is not there fails with the engine's words, and so does an id", async () => {
  await assert.rejects(run("image.pull", { image: "127.0.0.1:1/nothing" }), (error: any) => {
    assert.ok(error.status >= 400 && error.code !== "INTERNAL", error.code);
    return /refused|engine says/i.test(error.message);
  });
  await assert.rejects(run("image.pull", { image: "a".repeat(64) }), { code: "INPUT_INVALID" });
  await assert.rejects(run("image.pull", { image: "web:1", tag: "2" }), { code: "INPUT_INVALID" });
  const { Id } = await engine("GET", "/images/busybox:latest/json");
  await assert.rejects(run("image.push", { id: Id }), { code: "INPUT_INVALID" });
});
