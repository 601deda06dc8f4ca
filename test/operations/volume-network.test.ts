import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { freshSubnet } from "../support/subnet.ts";

const operations = operationsOn();
const { run } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});
const own = Object.entries(labels).map((pair) => pair.join("="));

test("a volume is created, listed, inspected with who uses it, and removed when nobody does", async () => {
  const name = uniqueName();
  const { volume } = await run("volume.create", { name, labels: { ...labels, "my.secret": "x" } });
  assert.deepEqual([volume.name, volume.driver, volume.labels["my.secret"]], [name, "local", "[masked]"]);
  await assert.rejects(run("volume.create", { name, labels }), { code: "CONFLICT" });
  const { id, name: user } = await createContainer({ hostConfig: { Binds: [`${name}:/data`] }, start: false });
  assert.deepEqual((await run("volume.inspect", { id: name })).used_by, [user]);
  assert.ok((await run("volume.list", { label: own })).volumes.some((one: any) => one.name === name));
  assert.ok(!(await run("volume.list", { label: own, unused: true })).volumes.some((one: any) => one.name === name));
  await assert.rejects(run("volume.remove", { id: name }), { code: "CONFLICT" });
  await run("container.remove", { id });
  assert.deepEqual(await run("volume.remove", { id: name }), {
    message: `Volume ${name} removed successfully`,
    name,
  });
  await assert.rejects(run("volume.inspect", { id: name }), { code: "VOLUME_NOT_FOUND" });
});

test("pruning volumes takes anonymous ones, and named ones only when told to", async () => {
  const mark = { mark: uniqueName() };
  const named = (await run("volume.create", { name: uniqueName(), labels: { ...labels, ...mark } })).volume.name;
  const anonymous = (await run("volume.create", { labels: { ...labels, ...mark } })).volume.name;
  const label = [`mark=${mark.mark}`];
  const names = ({ removed }: any): string[] =>
    removed.map((one: any) => one.name).toSorted((a: string, b: string) => a.localeCompare(b));
  assert.deepEqual(
    names(await run("volume.prune", { label, all: true, dry_run: true })),
    [named, anonymous].toSorted((a, b) => a.localeCompare(b)),
  );
  assert.deepEqual(names(await run("volume.prune", { label })), [anonymous]);
  assert.deepEqual(names(await run("volume.prune", { label, all: true })), [named]);
});

test("a network is created, joined, left and removed", async () => {
  const name = uniqueName();
  const subnet = freshSubnet();
  const { network } = await run("network.create", { name, internal: true, subnet: `${subnet}.0/24`, labels });
  assert.deepEqual([network.name, network.internal, network.subnets], [name, true, [`${subnet}.0/24`]]);
  await assert.rejects(run("network.create", { name, labels }), { code: "CONFLICT" });
  const container = await createContainer();
  const joined = await run("network.connect", {
    id: name,
    container: container.name,
    aliases: ["db"],
    ip: `${subnet}.9`,
  });
  assert.deepEqual([joined.network, joined.container], [name, container.name]);
  const inside = await run("network.inspect", { id: network.full_id });
  assert.deepEqual(
    inside.containers.map((one: any) => [one.id, one.ipv4]),
    [[container.id, `${subnet}.9/24`]],
  );
  const { Networks } = (await inspectContainer(container.id)).NetworkSettings;
  assert.ok(Networks[name].Aliases.includes("db"));
  await assert.rejects(
    run("network.remove", { id: name }),
    (error: any) => error.status === 409 || error.status === 400,
  );
  await run("network.disconnect", { id: name, container: container.id });
  assert.equal((await run("network.remove", { id: name })).full_id, network.full_id);
});

test("pruning networks spares the engine's own and those that a stopped container needs", async () => {
  const mark = uniqueName();
  const make = async (): Promise<string> =>
    (await run("network.create", { name: uniqueName(), labels: { ...labels, mark } })).network.full_id;
  const unused = await make();
  const needed = await make();
  await createContainer({ hostConfig: { NetworkMode: needed }, start: false });
  const { removed } = await run("network.prune", { label: [`mark=${mark}`] });
  assert.deepEqual(
    removed.map((one: any) => one.id),
    [unused],
  );
  await engine("GET", `/networks/${needed}`);
  const { networks } = await run("network.list", { type: "builtin" });
  assert.ok(networks.some((one: any) => one.name === "bridge"));
});
