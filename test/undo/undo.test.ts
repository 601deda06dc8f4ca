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

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}
const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  server.call("POST", path, body, headers);
const undo = (record: string) => post("/api/undo", { record });
const running = async (id: string): Promise<boolean> => (await inspectContainer(id)).State.Running;

test("the answer to a change carries a receipt that says what an undo would do", async () => {
  const web = await createContainer();
  const { receipt } = await ok(post(`/api/containers/${web.name}/stop`));
  assert.deepEqual([receipt.undo, receipt.undoable], [`start ${web.name}`, true]);
  const { receipt: none } = await ok(post(`/api/containers/${web.name}/stop`));
  assert.deepEqual([none.undo, none.undoable], ["It changed nothing.", false]);
  const read = await ok(server.call("GET", `/api/containers/${web.name}`));
  assert.equal(read.receipt, undefined);
});

test("stop, pause, rename, limits, restart policy and networks are taken back", async () => {
  const network = uniqueName("net");
  await engine("POST", "/networks/create", { Name: network, Labels: labels });
  const web = await createContainer({
    hostConfig: {
      NetworkMode: network,
      Memory: 64 * 1024 * 1024,
      RestartPolicy: { Name: "always", MaximumRetryCount: 0 },
    },
  });
  const shape = async (): Promise<unknown> => {
    const { Name, State, HostConfig, NetworkSettings } = await inspectContainer(web.id);
    return [
      Name,
      State.Running,
      State.Paused,
      HostConfig.Memory,
      HostConfig.RestartPolicy,
      Object.keys(NetworkSettings.Networks),
    ];
  };
  const first = await shape();
  for (const [path, body] of [
    ["stop", undefined],
    ["pause", undefined],
    ["rename", { name: uniqueName() }],
    ["update", { memory: "32MiB" }],
    ["update", { restart_policy: { Name: "no" } }],
  ] as const) {
    const { receipt } = await ok(post(`/api/containers/${web.id}/${path}`, body));
    assert.notDeepEqual(await shape(), first, path);
    await ok(undo(receipt.record));
    assert.deepEqual(await shape(), first, path);
  }
  const left = await ok(post(`/api/networks/${network}/disconnect`, { container: web.id }));
  assert.notDeepEqual(await shape(), first);
  await ok(undo(left.receipt.record));
  assert.deepEqual(await shape(), first);
});

test("a removal is taken back out of the trash, and a creation into it", async () => {
  const web = await createContainer();
  const removed = await ok(server.call("DELETE", `/api/containers/${web.id}?force=true`));
  await ok(undo(removed.receipt.record));
  assert.equal(await running(web.id), true);
  const made = await ok(post("/api/containers/run", { image: "busybox", command: "sleep 600", labels }));
  await ok(undo(made.receipt.record));
  assert.equal((await server.call("GET", `/api/containers/${made.container.id}`)).status, 404);
});

test("a removed network is made again with its options", async () => {
  const Name = uniqueName("net");
  const Subnet = `${freshSubnet()}.0/24`;
  await engine("POST", "/networks/create", { Name, Labels: labels, Internal: true, IPAM: { Config: [{ Subnet }] } });
  const { receipt } = await ok(server.call("DELETE", `/api/networks/${Name}`));
  await ok(undo(receipt.record));
  const again = await engine<any>("GET", `/networks/${Name}`);
  assert.deepEqual([again.Internal, again.IPAM.Config[0].Subnet], [true, Subnet]);
});

test("what can't be taken back says why, and a change is taken back only once", async () => {
  const web = await createContainer();
  const { receipt } = await ok(post(`/api/containers/${web.id}/restart`));
  assert.equal(receipt.undoable, false);
  const refused = await undo(receipt.record);
  assert.deepEqual([refused.status, refused.body.code], [409, "NOT_UNDOABLE"]);
  const stopped = await ok(post(`/api/containers/${web.id}/stop`));
  await ok(undo(stopped.receipt.record));
  assert.equal((await undo(stopped.receipt.record)).status, 409);
  assert.equal((await undo("no-such-record")).status, 404);
});

test("a whole session is planned and taken back in reverse order", async () => {
  const web = await createContainer();
  const session = { "x-gnosis-session": uniqueName("session") };
  const other = uniqueName();
  await ok(post(`/api/containers/${web.id}/rename`, { name: other }, session));
  await ok(post(`/api/containers/${web.id}/stop`, undefined, session));
  await ok(server.call("DELETE", `/api/containers/${other}`, undefined, session));
  const plan = await ok(server.call("GET", `/api/undo?session=${session["x-gnosis-session"]}`));
  assert.deepEqual(
    plan.steps.map(({ operation }: { operation: string }) => operation),
    ["container.remove", "container.stop", "container.rename"],
  );
  const done = await ok(post("/api/undo", { session: session["x-gnosis-session"] }));
  assert.match(done.message, /^3 of 3/);
  const { Name, State } = await inspectContainer(web.id);
  assert.deepEqual([Name, State.Running], [`/${web.name}`, true]);
});

test("a session that no client named is taken back by the name that the list gives it", async () => {
  const web = await createContainer();
  const { text } = await ok(post("/api/tokens", { name: uniqueName("token"), role: "admin" }));
  const asOther = { authorization: `Bearer ${text}` };
  const other = uniqueName();
  await ok(post(`/api/containers/${web.id}/rename`, { name: other }, asOther));
  await ok(server.call("DELETE", `/api/containers/${web.id}?force=true`, undefined, asOther));
  const { sessions } = await ok(server.call("GET", "/api/sessions"));
  const { id } = sessions.find(({ caller, changes }: any) => caller.role === "admin" && changes === 2);
  const whole = await waitFor("the difference", async () => {
    const { body } = await server.call("GET", `/api/sessions/${id}`);
    return body.difference?.some(({ change }: any) => change === "removed") ? body : undefined;
  });
  assert.deepEqual(
    whole.difference.filter((one: any) => one.id === web.id).map(({ summary }: any) => summary),
    [`The container '${other}' is in the trash.`],
  );
  assert.match((await ok(post("/api/undo", { session: id }, asOther))).message, /^2 of 2/);
  assert.equal((await inspectContainer(web.id)).Name, `/${web.name}`);
  assert.equal((await server.call("GET", "/api/undo?session=at-999999999")).status, 404);
});

test("an undo does no more than its caller may do, and changes of others are not there", async () => {
  const web = await createContainer();
  const stopped = await ok(post(`/api/containers/${web.id}/stop`));
  const { text } = await ok(post("/api/tokens", { name: uniqueName("token"), role: "operator" }));
  const asOperator = { authorization: `Bearer ${text}` };
  const others = await post("/api/undo", { record: stopped.receipt.record }, asOperator);
  assert.equal(others.status, 404, others.text);
  assert.equal(await running(web.id), false);
});
