import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { freshSubnet } from "../support/subnet.ts";
import { waitFor } from "../support/wait-for.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
});

const remove = (id: string, query = "force=true") => server.call("DELETE", `/api/containers/${id}?${query}`);
const restore = (id: string, body?: unknown) => server.call("POST", `/api/trash/${id}/restore`, body);
const names = async (): Promise<string[]> =>
  (await server.call("GET", "/api/containers?all=true")).body.containers.map(({ name }: { name: string }) => name);

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** An inspection without what a stop and a start change in any case. */
async function shape(id: string): Promise<unknown> {
  const {
    State,
    NetworkSettings,
    RestartCount: _,
    ResolvConfPath: _r,
    HostnamePath: _h,
    HostsPath: _p,
    ...rest
  } = await inspectContainer(id);
  const networks = Object.entries(
    NetworkSettings.Networks as Record<string, { Aliases: unknown; IPAMConfig: unknown; NetworkID: string }>,
  );
  return {
    ...rest,
    running: State.Running,
    networks: networks.map(([name, { Aliases, IPAMConfig, NetworkID }]) => [name, Aliases, IPAMConfig, NetworkID]),
  };
}

test("a removed container is gone for every caller, and comes back as it was", async () => {
  const subnet = freshSubnet();
  const network = await engine<{ Id: string }>("POST", "/networks/create", {
    Name: uniqueName("net"),
    Labels: labels,
    IPAM: { Config: [{ Subnet: `${subnet}.0/24` }] },
  });
  const web = await createContainer({
    hostConfig: { RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 }, NetworkMode: network.Id },
    config: {
      Volumes: { "/data": {} },
      NetworkingConfig: {
        EndpointsConfig: { [network.Id]: { Aliases: ["shop"], IPAMConfig: { IPv4Address: `${subnet}.77` } } },
      },
    },
  });
  await ok(
    server.call("POST", `/api/containers/${web.id}/exec`, {
      command: ["sh", "-c", "echo kept > /kept; echo kept > /data/kept"],
    }),
  );
  const before = await shape(web.id);
  const removed = await ok(remove(web.name, "force=true&volumes=true"));
  assert.ok(Date.parse(removed.restorable_until) > Date.now());
  assert.ok(!(await names()).includes(web.name));
  assert.equal((await server.call("GET", `/api/containers/${web.id}`)).status, 404);
  assert.equal((await server.call("POST", `/api/containers/${web.id}/start`)).status, 404);
  const listed = (await ok(server.call("GET", "/api/trash"))).removed.find(
    (one: { full_id: string }) => one.full_id === web.id,
  );
  assert.equal(listed.name, web.name);
  assert.equal(listed.was_running, true);

  await ok(restore(web.name));
  assert.deepEqual(await shape(web.id), before);
  const read = await ok(
    server.call("POST", `/api/containers/${web.id}/exec`, { command: ["cat", "/kept", "/data/kept"] }),
  );
  assert.equal(read.stdout, "kept\nkept\n");
  assert.ok((await names()).includes(web.name));
});

test("a removed container's name is free, and a restore onto a taken name changes nothing", async () => {
  const old = await createContainer();
  await ok(remove(old.id));
  const young = await createContainer({ name: old.name });
  const refused = await restore(old.id);
  assert.equal(refused.status, 409, refused.text);
  assert.equal((await inspectContainer(young.id)).Name, `/${old.name}`);
  await ok(server.call("DELETE", `/api/containers/${young.id}?force=true&purge=true`));
  await ok(restore(old.id));
  assert.equal((await inspectContainer(old.id)).State.Running, true);
});

test("a running container is not removed without force, and stays as it is", async () => {
  const web = await createContainer();
  assert.equal((await remove(web.id, "")).status, 409);
  assert.equal((await inspectContainer(web.id)).State.Running, true);
});

test("a stopped container comes back stopped, and started when asked", async () => {
  const web = await createContainer({ start: false });
  await ok(remove(web.id));
  await ok(restore(web.id));
  assert.equal((await inspectContainer(web.id)).State.Running, false);
  await ok(remove(web.id));
  await ok(restore(web.id, { start: true }));
  assert.equal((await inspectContainer(web.id)).State.Running, true);
});

test("a container that removes itself when it ends can't be kept, and the answer says so", async () => {
  const web = await createContainer({ hostConfig: { AutoRemove: true } });
  assert.equal((await ok(remove(web.id))).not_restorable, "auto-remove");
  await waitFor("the container to be gone", async () =>
    inspectContainer(web.id).then(
      () => false,
      () => true,
    ),
  );
});

test("purge removes for good, and so does emptying the trash", async () => {
  const one = await createContainer();
  const two = await createContainer();
  await ok(remove(one.id, "force=true&purge=true"));
  await assert.rejects(inspectContainer(one.id));
  await ok(remove(two.id));
  const emptied = await ok(server.call("DELETE", `/api/trash?id=${two.id}`));
  assert.deepEqual(
    emptied.removed.map(({ name }: { name: string }) => name),
    [two.name],
  );
  await assert.rejects(inspectContainer(two.id));
  assert.equal((await restore(two.id)).status, 404);
});

test("a network that was made anew since is joined again under its name", async () => {
  const Name = uniqueName("net");
  const first = await engine<{ Id: string }>("POST", "/networks/create", { Name, Labels: labels });
  const web = await createContainer({ hostConfig: { NetworkMode: Name } });
  await ok(remove(web.id));
  await engine("DELETE", `/networks/${first.Id}`);
  const gone = await restore(web.id);
  assert.equal(gone.status, 409);
  assert.match(gone.body.error, new RegExp(Name));
  const second = await engine<{ Id: string }>("POST", "/networks/create", { Name, Labels: labels });
  await ok(restore(web.id));
  const { Networks } = (await inspectContainer(web.id)).NetworkSettings;
  assert.equal(Networks[Name].NetworkID, second.Id);
});

test("an image is untagged and a volume removed although a container in the trash has them", async () => {
  const volume = uniqueName("vol");
  await engine("POST", "/volumes/create", { Name: volume, Labels: labels });
  const web = await createContainer({ hostConfig: { Binds: [`${volume}:/data`] } });
  const tag = `${uniqueName("img")}:1`;
  await engine("POST", `/commit?container=${web.id}&repo=${tag.split(":")[0]}&tag=1`, { Labels: labels });
  const other = await createContainer({ image: tag });
  await ok(remove(other.id));
  await ok(server.call("DELETE", `/api/images/${tag}`));
  await ok(restore(other.id));
  await ok(remove(other.id, "force=true&purge=true"));
  await ok(remove(web.id));
  await ok(server.call("DELETE", `/api/volumes/${volume}`));
  assert.equal((await restore(web.id)).status, 404);
});

test("what is in the trash when the server is killed is there when it starts again, and expires", async () => {
  const { mkdtempSync, rmSync } = await import("node:fs");
  const dataDir = mkdtempSync("/tmp/gnosis-docker-trash-");
  const web = await createContainer();
  const first = await startServer({ dataDir });
  await first.call("DELETE", `/api/containers/${web.id}?force=true`);
  await first.stop("SIGKILL");
  const second = await startServer({ dataDir });
  try {
    assert.equal((await second.call("GET", `/api/containers/${web.id}`)).status, 404);
    assert.equal((await second.call("POST", `/api/trash/${web.id}/restore`)).status, 200);
    assert.equal((await inspectContainer(web.id)).State.Running, true);
  } finally {
    await second.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
