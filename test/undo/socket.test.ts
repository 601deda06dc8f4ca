import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Guarded, startGuarded } from "../proxy/support/guarded.ts";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";

let guarded: Guarded;
before(async () => {
  guarded = await startGuarded({ roles: ["admin"] });
});
after(async () => {
  await guarded.stop();
  await removeOwn();
});

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** A call as a docker client makes it. */
const docker = (method: string, path: string, body?: unknown): Promise<any> =>
  engine(method, `/v1.41${path}`, body, { socketPath: guarded.path("admin") });

/** Takes back the newest change of that kind, and gives what the receipt had promised. */
async function undo(operation: string): Promise<string> {
  const { records } = await ok(guarded.server.call("GET", `/api/audit?operation=${operation}&limit=1`));
  const record = records[0].id;
  const { steps } = await ok(guarded.server.call("GET", `/api/undo?record=${record}`));
  await ok(guarded.server.call("POST", "/api/undo", { record }));
  return steps[0].summary;
}

const running = async (id: string): Promise<boolean> => (await inspectContainer(id)).State.Running;
const isThere = (path: string): Promise<boolean> =>
  engine("GET", path).then(
    () => true,
    () => false,
  );

test("what docker stops, pauses, renames and limits is taken back by its record", async () => {
  const web = await createContainer({ hostConfig: { Memory: 64 * 1024 * 1024 } });
  await docker("POST", `/containers/${web.name}/stop`);
  assert.equal(await undo("container.stop"), `start ${web.name}`);
  assert.equal(await running(web.id), true);
  await docker("POST", `/containers/${web.id}/pause`);
  await undo("container.pause");
  assert.equal((await inspectContainer(web.id)).State.Paused, false);
  await docker("POST", `/containers/${web.id}/rename?name=${uniqueName()}`);
  await undo("container.rename");
  assert.equal((await inspectContainer(web.id)).Name, `/${web.name}`);
  // The docker CLI sends every field there is.
  await docker("POST", `/containers/${web.id}/update`, {
    ...{ Memory: 32 * 1024 * 1024, MemorySwap: 64 * 1024 * 1024, CpuShares: 0, NanoCpus: 0, PidsLimit: null },
    RestartPolicy: { Name: "", MaximumRetryCount: 0 },
  });
  await undo("container.update");
  assert.equal((await inspectContainer(web.id)).HostConfig.Memory, 64 * 1024 * 1024);
});

test("docker rm and docker create are taken back out of the trash and into it", async () => {
  const web = await createContainer();
  await docker("DELETE", `/containers/${web.id}?force=true`);
  assert.equal(await undo("container.remove"), `bring back ${web.name}`);
  assert.equal(await running(web.id), true);
  const name = uniqueName();
  const { Id } = await docker("POST", `/containers/create?name=${name}`, { Image: "busybox", Labels: labels });
  assert.equal(await undo("container.create"), `remove ${name} (it can be brought back)`);
  assert.match((await inspectContainer(Id)).Name, /^\/gnosis-trash-/);
});

test("networks, volumes and tags that docker makes and removes are taken back", async () => {
  const [net, vol, tag] = [uniqueName("net"), uniqueName("vol"), uniqueName()];
  const web = await createContainer();
  await docker("POST", "/networks/create", { Name: net, Labels: labels });
  await docker("POST", `/networks/${net}/connect`, { Container: web.id });
  await undo("network.connect");
  assert.equal((await inspectContainer(web.id)).NetworkSettings.Networks[net], undefined);
  await docker("POST", `/networks/${net}/connect`, { Container: web.id, EndpointConfig: { Aliases: ["shop"] } });
  await docker("POST", `/networks/${net}/disconnect`, { Container: web.id });
  await undo("network.disconnect");
  assert.ok((await inspectContainer(web.id)).NetworkSettings.Networks[net].Aliases.includes("shop"));
  await docker("POST", `/networks/${net}/disconnect`, { Container: web.id });
  await docker("DELETE", `/networks/${net}`);
  assert.equal(await undo("network.remove"), `make the network ${net} again`);
  assert.ok(await isThere(`/networks/${net}`));
  await engine("DELETE", `/networks/${net}`);
  await docker("POST", "/networks/create", { Name: net, Labels: labels });
  await undo("network.create");
  assert.equal(await isThere(`/networks/${net}`), false);

  await docker("POST", "/volumes/create", { Name: vol, Labels: labels });
  await undo("volume.create");
  assert.equal(await isThere(`/volumes/${vol}`), false);

  await docker("POST", `/images/busybox:latest/tag?repo=${tag}&tag=1`);
  await undo("image.tag");
  assert.equal(await isThere(`/images/${tag}:1/json`), false);
});

test("a last tag that docker removes comes back, and each container of a prune has a receipt", async () => {
  const name = uniqueName();
  const mark = uniqueName();
  const box = await createContainer({ start: false, config: { Labels: { ...labels, mark } } });
  const { Id } = await docker("POST", `/commit?container=${box.id}&repo=${name}`, { Labels: labels });
  await docker("DELETE", `/images/${name}`);
  await undo("image.remove");
  assert.deepEqual((await engine("GET", `/images/${Id}/json`)).RepoTags, [`${name}:latest`]);
  await docker("DELETE", `/images/${name}`);
  await docker("POST", `/containers/prune?filters=${encodeURIComponent(JSON.stringify({ label: [`mark=${mark}`] }))}`);
  const { records } = await ok(guarded.server.call("GET", "/api/audit?operation=container.prune&limit=2"));
  const of = records.find((one: any) => one.targets?.[0]?.id === box.id);
  await ok(guarded.server.call("POST", "/api/undo", { record: of.id }));
  assert.equal((await inspectContainer(box.id)).Name, `/${box.name}`);
});

test("what can't be taken back says so by its record", async () => {
  const web = await createContainer();
  await docker("POST", `/containers/${web.id}/restart?t=0`);
  const { records } = await ok(guarded.server.call("GET", "/api/audit?operation=container.restart&limit=1"));
  const { steps } = await ok(guarded.server.call("GET", `/api/undo?record=${records[0].id}`));
  assert.deepEqual([steps[0].state, steps[0].summary], ["impossible", "A restart has happened."]);
});
