import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Guarded, startGuarded } from "../proxy/support/guarded.ts";
import { client } from "../support/client.ts";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";

let guarded: Guarded;
before(async () => {
  guarded = await startGuarded({ roles: ["admin"] });
});
after(async () => {
  await guarded.stop();
  await removeOwn();
});

const call = (method: string, path: string, body?: unknown) => guarded.server.call(method, path, body);
async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}
const isThere = (path: string): Promise<boolean> =>
  engine("GET", path).then(
    () => true,
    () => false,
  );

/** Runs a shell command with the volume at /data and gives what it prints. */
async function inside(volume: string, command: string): Promise<string> {
  const { id } = await createContainer({
    command: ["sh", "-c", command],
    hostConfig: { Binds: [`${volume}:/data`] },
    config: { Tty: true },
  });
  await engine("POST", `/containers/${id}/wait`);
  const printed = await engine("GET", `/containers/${id}/logs?stdout=1&stderr=1`);
  await engine("DELETE", `/containers/${id}?force=true`);
  return String(printed ?? "");
}

/** A volume with a file, a directory of another owner, a link and an executable in it. */
async function filled(): Promise<string> {
  const name = uniqueName("vol");
  await engine("POST", "/volumes/create", { Name: name, Labels: { ...labels, mark: "kept" } });
  await inside(
    name,
    "cd /data; echo precious > file; mkdir -p a/b; echo 1 > a/b/run; chmod 4751 a/b/run; chown -R 1234:567 a; ln -s a/b/run link; ln file hard; touch -d '2020-01-02 03:04:05' file; chmod 700 .",
  );
  return name;
}
const shape = (volume: string): Promise<string> =>
  inside(volume, "cd /data; ls -lanR --full-time . | grep -v '\\.\\.$'; cat file; md5sum file a/b/run");

test("a removed volume is gone for every caller, and its receipt brings back the same files, owners, modes and times", async () => {
  const name = await filled();
  const before = await shape(name);
  const gone = await ok(call("DELETE", `/api/volumes/${name}`));
  assert.ok(Date.parse(gone.restorable_until) > Date.now());
  assert.equal(await isThere(`/volumes/${name}`), false);
  const { volumes } = await ok(call("GET", "/api/volumes"));
  assert.ok(volumes.every((one: any) => one.name !== name && !one.name.startsWith("gnosis-trash-")));
  assert.equal((await call("GET", `/api/volumes/${gone.copy}`)).status, 404);
  const seen = await engine("GET", "/volumes", undefined, { socketPath: guarded.path("admin") });
  assert.ok(!JSON.stringify(seen).includes("gnosis-trash-"));
  const listed = (await ok(call("GET", "/api/trash"))).volumes.find((one: any) => one.name === name);
  assert.ok(listed.bytes > 0);
  const containers = await engine("GET", `/containers/json?all=true`);
  assert.ok(!JSON.stringify(containers).includes("gnosis-trash-copy-"), "the container that copied is gone");

  await ok(call("POST", "/api/undo", { record: gone.receipt.record }));
  assert.equal(await shape(name), before);
  assert.equal((await engine("GET", `/volumes/${name}`)).Labels.mark, "kept");
  assert.equal(await isThere(`/volumes/${gone.copy}`), false);
});

test("nobody mounts a copy in the trash, or makes a volume of such a name", async () => {
  const name = await filled();
  const { copy } = await ok(call("DELETE", `/api/volumes/${name}`));
  for (const body of [
    { image: "busybox", labels, volumes: [`${copy}:/x`] },
    { image: "busybox", labels, mounts: [{ type: "volume", source: copy, target: "/x" }] },
  ]) {
    const made = await call("POST", "/api/containers", { ...body, name: uniqueName() });
    assert.ok(made.status >= 400 && made.status < 500, `${made.status} ${made.text}`);
  }
  for (const HostConfig of [{ Binds: [`${copy}:/x`] }, { Mounts: [{ Type: "volume", Source: copy, Target: "/x" }] }]) {
    const asked = { Image: "busybox", Labels: labels, HostConfig };
    await assert.rejects(
      engine("POST", `/containers/create?name=${uniqueName()}`, asked, { socketPath: guarded.path("admin") }),
      { status: 403 },
    );
  }
  assert.equal((await call("POST", "/api/volumes", { name: "gnosis-trash-mine", labels })).status, 403);
  await ok(call("DELETE", `/api/trash?kind=volume&id=${copy}`));
  assert.equal(await isThere(`/volumes/${copy}`), false);
});

test("a removal without a copy asks a person, whatever the role, with size and time", async () => {
  const name = await filled();
  const asked = await call("DELETE", `/api/volumes/${name}?purge=true`);
  assert.equal(asked.status, 202, asked.text);
  assert.match(asked.body.detail, /gone for good.*Without purge it is copied first/);
  assert.equal((await call("POST", `/api/approvals/${asked.body.approval.id}/approve`)).status, 403, "nobody's own");
  const other = (await ok(call("POST", "/api/tokens", { name: uniqueName(), role: "admin" }))).text;
  assert.equal(
    (await client(guarded.server.url, other)("POST", `/api/approvals/${asked.body.approval.id}/approve`)).status,
    403,
    "made by the one that asks",
  );
  assert.ok(await isThere(`/volumes/${name}`));
});

test("a mounted volume is refused as ever, and docker volume rm copies as well", async () => {
  const name = await filled();
  const user = await createContainer({ hostConfig: { Binds: [`${name}:/data`] }, start: false });
  assert.equal((await call("DELETE", `/api/volumes/${name}`)).status, 409);
  await engine("DELETE", `/containers/${user.id}?force=true`);
  await engine("DELETE", `/volumes/${name}`, undefined, { socketPath: guarded.path("admin") });
  assert.equal(await isThere(`/volumes/${name}`), false);
  await ok(call("POST", `/api/trash/${name}/restore`, { kind: "volume" }));
  assert.match(await inside(name, "cat /data/file"), /precious/);
});
