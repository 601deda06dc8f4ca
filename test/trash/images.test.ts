import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startGuarded } from "../proxy/support/guarded.ts";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { bytes, rawCall } from "../support/engine-call.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
const contexts: string[] = [];

/** A directory with this Dockerfile. */
function contextOf(dockerfile: string): string {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-context-"));
  contexts.push(directory);
  writeFileSync(join(directory, "Dockerfile"), dockerfile);
  return directory;
}
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
  for (const directory of contexts) rmSync(directory, { recursive: true, force: true });
});

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** An image of its own with these tags; its layer is a few bytes. */
async function makeImage(...tags: string[]): Promise<string> {
  const box = await createContainer({ start: false });
  const [first = ""] = tags;
  const { Id } = await engine("POST", `/commit?container=${box.id}&repo=${first}&comment=${uniqueName()}`, {
    Labels: labels,
  });
  for (const tag of tags.slice(1)) await engine("POST", `/images/${Id}/tag?repo=${tag}`);
  await engine("DELETE", `/containers/${box.id}?force=true`);
  return Id;
}
const remove = (reference: string, query = "") => server.call("DELETE", `/api/images/${reference}?${query}`);
const restore = (id: string) => server.call("POST", `/api/trash/${encodeURIComponent(id)}/restore`, { kind: "image" });
const inTrash = async (id: string): Promise<any> =>
  (await ok(server.call("GET", "/api/trash"))).images.find((one: any) => one.full_id === id);
const tagsOf = async (id: string): Promise<string[]> => {
  try {
    return (await engine("GET", `/images/${id}/json`)).RepoTags;
  } catch {
    return ["gone"];
  }
};

test("an image that is removed with its last tag is gone for every caller, and comes back by its receipt", async () => {
  const name = uniqueName();
  const id = await makeImage(name);
  const gone = await ok(remove(`${name}:latest`));
  assert.deepEqual(gone.untagged, [`${name}:latest`]);
  assert.ok(Date.parse(gone.restorable_until) > Date.now());
  assert.match((await tagsOf(id))[0] ?? "", /^gnosis-trash:/);
  for (const path of [`/api/images/${name}`, `/api/images/${id}`, `/api/images/gnosis-trash:${id.slice(7, 31)}`])
    assert.equal((await server.call("GET", path)).status, 404, path);
  const { images } = await ok(server.call("GET", "/api/images?all=true"));
  assert.ok(images.every((one: any) => one.full_id !== id && !JSON.stringify(one.tags).includes("gnosis-trash")));
  assert.deepEqual((await inTrash(id)).tags, [`${name}:latest`]);

  await ok(server.call("POST", "/api/undo", { record: gone.receipt.record }));
  assert.deepEqual(await tagsOf(id), [`${name}:latest`]);
  assert.equal(await inTrash(id), undefined);
});

test("nobody makes a container of a removed image, by its hidden tag or its id, or gives such a name", async () => {
  const name = uniqueName();
  const id = await makeImage(name);
  await ok(remove(name));
  const hidden = `gnosis-trash:${id.slice(7, 31)}`;
  for (const image of [hidden, `docker.io/library/${hidden}`, id, id.slice(7, 19)]) {
    const made = await server.call("POST", "/api/containers", { image, name: uniqueName(), labels });
    assert.ok([403, 404].includes(made.status), `${image}: ${made.status} ${made.text}`);
  }
  const named = await server.call("POST", "/api/images/busybox/tag", { repository: "gnosis-trash", tag: "mine" });
  assert.equal(named.status, 403, named.text);
});

test("no prune takes an image in the trash, and emptying it does", async () => {
  const name = uniqueName();
  const id = await makeImage(name);
  await ok(remove(name));
  const planned = await ok(server.call("POST", "/api/prunes", { kinds: ["image"], all: true }));
  assert.ok(planned.items.every((one: any) => one.id !== id));
  await engine("POST", `/images/prune?filters=${encodeURIComponent(JSON.stringify({ label: ["no-such-label"] }))}`);
  const { images } = await ok(
    server.call("DELETE", `/api/trash?kind=image&id=${encodeURIComponent(`${name}:latest`)}`),
  );
  assert.deepEqual(
    images.map((one: any) => one.full_id),
    [id],
  );
  assert.deepEqual(await tagsOf(id), ["gone"]);
});

test("all tags come back after a removal by force, or none while another image has one", async () => {
  const [one, two] = [uniqueName(), uniqueName()];
  const id = await makeImage(one, two);
  assert.equal((await remove(id.slice(7, 19))).status, 409, "several tags need force");
  const single = await ok(remove(`${two}:latest`));
  assert.equal(single.restorable_until, undefined, "a tag beside others is only a tag");
  await engine("POST", `/images/${id}/tag?repo=${two}`);
  await ok(remove(id.slice(7, 19), "force=true"));
  await makeImage(two);
  const refused = await restore(id);
  assert.equal(refused.status, 409, refused.text);
  assert.match((await tagsOf(id)).join(), /^gnosis-trash:[0-9a-f]+$/);
  await engine("DELETE", `/images/${two}:latest`);
  await ok(restore(id));
  assert.deepEqual((await tagsOf(id)).toSorted(), [`${one}:latest`, `${two}:latest`].toSorted());
});

test("an image in use is refused as ever, purge is for good, and an untagged one can't be kept", async () => {
  const name = uniqueName();
  const id = await makeImage(name);
  const user = await createContainer({ image: id, start: false });
  assert.equal((await remove(name)).status, 409);
  await engine("DELETE", `/containers/${user.id}`);
  await ok(remove(name, "purge=true"));
  assert.deepEqual(await tagsOf(id), ["gone"]);
  const other = uniqueName();
  const untagged = await makeImage(other);
  await engine("DELETE", `/images/${other}:latest?noprune=true`).catch(() => undefined);
  if ((await tagsOf(untagged))[0] !== "gone") assert.equal((await ok(remove(untagged))).not_restorable, "untagged");
});

test("docker rmi through a guarded socket does the same, and tells it as the engine would", async () => {
  const guarded = await startGuarded({ roles: ["admin"] });
  try {
    const name = uniqueName();
    const id = await makeImage(name);
    const told = await engine("DELETE", `/images/${name}`, undefined, { socketPath: guarded.path("admin") });
    assert.deepEqual(told, [{ Untagged: `${name}:latest` }, { Deleted: id }]);
    const seen = await engine("GET", "/images/json?all=true", undefined, { socketPath: guarded.path("admin") });
    assert.ok(!JSON.stringify(seen).includes("gnosis-trash") && seen.every((one: any) => one.Id !== id));
    assert.match((await tagsOf(id)).join(), /^gnosis-trash:/);
  } finally {
    await guarded.stop();
  }
});

test("a build takes nothing from an image in the trash, by its hidden name or its id, over REST and a guarded socket", async () => {
  const name = uniqueName();
  const id = await makeImage(name);
  await ok(remove(`${name}:latest`));
  const guarded = await startGuarded({ roles: ["admin"] });
  try {
    for (const from of [
      `gnosis-trash:${id.slice(7, 31)}`,
      `docker.io/library/gnosis-trash:${id.slice(7, 31)}`,
      id,
      id.slice(7, 19),
    ]) {
      const text = `FROM busybox AS first\nFROM ${from}\nRUN echo reached\n`;
      const archive = execFileSync("tar", ["-cf", "-", "Dockerfile"], { cwd: contextOf(text) });
      const over = { REST: `${server.url}/api/images/build?tag=${name}:built`, socket: guarded.path("admin") };
      const rest = await fetch(over.REST, {
        method: "POST",
        headers: { authorization: `Bearer ${server.token}`, "content-type": "application/x-tar" },
        body: archive,
      });
      const answers = [
        [rest.status, await rest.text()],
        await rawCall("POST", `/v1.41/build?t=${name}:built`, { body: archive, socketPath: over.socket }).then(
          async (answer) => [answer.statusCode, String(await bytes(answer))],
        ),
      ];
      for (const [status, said] of answers) {
        assert.equal(status, 403, String(said));
        assert.match(String(said), /line 2 of the Dockerfile lies in the trash/);
      }
    }
    assert.deepEqual(await tagsOf(`${name}:built`), ["gone"]);
  } finally {
    await guarded.stop();
  }
});
