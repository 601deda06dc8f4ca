// Recreating containers of every kind of network and of volumes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { ok, shape } from "./scene.ts";
import { freshSubnet } from "../support/subnet.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
});

const recreate = (id: string, body: object = {}) =>
  server.call("POST", `/api/containers/${id}/recreate`, { settle: "100ms", timeout: "1s", ...body });
const sleeping = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"];

test("a container without a network, with the host's, and with another container's is as before", async () => {
  const other = await createContainer();
  const modes = ["none", "host", `container:${other.id}`, `container:${other.name}`, "bridge", "default"];
  await Promise.all(
    modes.map(async (NetworkMode) => {
      const web = await createContainer({ hostConfig: { NetworkMode } });
      const was = await shape(web.id);
      const { container } = await ok(recreate(web.id));
      assert.deepEqual(await shape(container.id), was, NetworkMode);
    }),
  );
});

test("a container whose network's own container does not run is refused before it is touched; who shares its network is named", async () => {
  const other = await createContainer();
  const web = await createContainer({ hostConfig: { NetworkMode: `container:${other.id}` } });
  const { warnings } = await ok(recreate(other.id));
  assert.deepEqual(warnings, [
    `'${web.name}' shares the network of the former container: remove it and run it anew with this one's.`,
  ]);
  const refused = await recreate(web.id);
  assert.equal(refused.body.code, "CONFLICT", refused.text);
  assert.equal((await inspectContainer(web.id)).State.Running, true);
});

test("a network by id and by name, left or joined since, keeps its word, further names and addresses", async () => {
  const subnet = freshSubnet();
  const Name = uniqueName("net");
  const { Id } = await engine<{ Id: string }>("POST", "/networks/create", {
    ...{ Name, Labels: labels, IPAM: { Config: [{ Subnet: `${subnet}.0/24` }] } },
  });
  const other = uniqueName("net");
  await engine("POST", "/networks/create", { Name: other, Labels: labels });
  for (const [index, NetworkMode] of [Id, Name].entries()) {
    for (const start of [true, false]) {
      const IPv4Address = `${subnet}.${20 + index * 2 + Number(start)}`;
      const web = await createContainer({
        start,
        hostConfig: { NetworkMode },
        config: {
          NetworkingConfig: { EndpointsConfig: { [NetworkMode]: { Aliases: ["shop"], IPAMConfig: { IPv4Address } } } },
        },
      });
      await engine("POST", `/networks/${other}/connect`, { Container: web.id, EndpointConfig: { Aliases: ["b"] } });
      const was = await shape(web.id);
      const { container } = await ok(recreate(web.id));
      assert.deepEqual(await shape(container.id), was, `${NetworkMode} ${start}`);
      // Once it has left the network that it was made in, it is in the other one alone.
      await engine("POST", `/networks/${Name}/disconnect`, { Container: container.id, Force: true });
      const left = await ok(recreate(container.id));
      const { NetworkSettings } = await inspectContainer(left.container.id);
      assert.deepEqual(Object.keys(NetworkSettings.Networks), [other]);
    }
  }
});

test("what is in volumes is there again: anonymous ones of every spelling, named ones, and those of another container", async () => {
  const named = uniqueName("volume");
  await engine("POST", "/volumes/create", { Name: named, Labels: labels });
  const giver = await createContainer({ start: false, config: { Volumes: { "/given": {} } } });
  const web = await createContainer({
    hostConfig: {
      Binds: [`${named}:/named:ro`, "/bare"],
      Mounts: [{ Type: "volume", Target: "/mounted" }],
      Tmpfs: { "/run": "" },
      VolumesFrom: [giver.id],
    },
    config: { Volumes: { "/declared": {} } },
  });
  const paths = ["/bare", "/mounted", "/declared", "/given"];
  await ok(
    server.call("POST", `/api/containers/${web.id}/exec`, {
      command: ["sh", "-c", paths.map((path) => `echo ${path} > ${path}/kept`).join(";")],
    }),
  );
  const mounts = async (id: string) =>
    (await inspectContainer(id)).Mounts.map(({ Type, Name, Destination, RW }: any) => [
      Destination,
      Type,
      Name,
      RW,
    ]).toSorted(([left]: any, [right]: any) => String(left).localeCompare(String(right)));
  const was = await mounts(web.id);
  const { container } = await ok(recreate(web.id));
  assert.deepEqual(await mounts(container.id), was);
  const twice = await ok(recreate(container.id));
  assert.deepEqual(await mounts(twice.container.id), was);
  const { stdout } = await ok(
    server.call("POST", `/api/containers/${web.name}/exec`, {
      command: ["cat", ...paths.map((path) => `${path}/kept`)],
    }),
  );
  assert.equal(stdout, paths.map((path) => `${path}\n`).join(""));
  const changed = await ok(
    recreate(web.name, { volumes: { [named]: "/mounted" }, mounts_remove: ["/given", "/named"], command: sleeping }),
  );
  const now = await mounts(changed.container.id);
  assert.deepEqual(
    now.map(([path]: [string]) => path),
    ["/bare", "/declared", "/mounted"],
  );
  assert.equal(now[2][2], named);
  // Emptying the trash of the former ones takes nothing that the new one has.
  await ok(server.call("DELETE", `/api/trash?id=${twice.container.id}`));
  assert.deepEqual(await mounts(changed.container.id), now);
});
