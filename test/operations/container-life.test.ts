import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

const operations = operationsOn();
const { run } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

test("a restarted container runs again, and its name, id or a prefix of it will do", async () => {
  const { id, name } = await createContainer();
  const before = (await inspectContainer(id)).State.StartedAt;
  for (const reference of [name, id, id.slice(0, 12)]) {
    const answer = await run("container.restart", { id: reference, timeout: 1 });
    assert.equal(answer.message, `Container ${reference} restarted successfully`);
    assert.deepEqual([answer.id, answer.full_id, answer.name, answer.status], [id.slice(0, 12), id, name, "running"]);
  }
  assert.notEqual((await inspectContainer(id)).State.StartedAt, before);
});

test("stop and start answer the same when there is nothing to do", async () => {
  const { id } = await createContainer();
  for (let time = 0; time < 2; time++) assert.equal((await run("container.stop", { id })).status, "exited");
  for (let time = 0; time < 2; time++) assert.equal((await run("container.start", { id })).status, "running");
});

test("a container can be paused, killed, renamed, limited and removed", async () => {
  const { id } = await createContainer();
  assert.equal((await run("container.pause", { id })).status, "paused");
  assert.equal((await run("container.unpause", { id })).status, "running");
  const name = uniqueName();
  assert.equal((await run("container.rename", { id, name })).name, name);
  await run("container.update", { id, memory: "64MiB", restart: "on-failure:2" });
  const { HostConfig } = await inspectContainer(id);
  assert.deepEqual([HostConfig.Memory, HostConfig.RestartPolicy.MaximumRetryCount], [64 * 1024 ** 2, 2]);
  await assert.rejects(run("container.remove", { id }), { code: "CONFLICT" });
  await run("container.update", { id, restart: "no" });
  await run("container.kill", { id });
  assert.equal((await run("container.wait", { id, timeout: "30s" })).exit_code, 137);
  assert.equal((await run("container.remove", { id, volumes: true })).status, "removed");
  await assert.rejects(run("container.inspect", { id }), { code: "CONTAINER_NOT_FOUND" });
});

test("a list can be narrowed to some ids or their first digits; one that is gone is simply not in it", async () => {
  const [one, other] = [await createContainer({ start: false }), await createContainer({ start: false })];
  const list = async (id: string | readonly string[]) =>
    (await run("container.list", { all: true, id })).containers.map(({ full_id }: { full_id: string }) => full_id);
  assert.deepEqual(await list(one.id), [one.id]);
  assert.deepEqual(await list([one.id, other.id.slice(0, 12), "f".repeat(64)]), [other.id, one.id]);
  await assert.rejects(list("not-an-id"), { code: "INPUT_INVALID" });
});

test("names that look like ids, empty updates and contradictions are refused before the engine is asked", async () => {
  const { id } = await createContainer({ start: false });
  for (const [operation, input] of [
    ["container.rename", { id, name: "0123456789ab" }],
    ["container.update", { id }],
    ["container.update", { id, memory: "1g", mem_limit: "2g" }],
    ["container.stop", { id, timeout: "soon" }],
    ["container.stop", { id, timeout: "2h" }],
  ] as const) {
    await assert.rejects(run(operation, input), { code: "INPUT_INVALID" }, JSON.stringify(input));
  }
  await assert.rejects(run("container.stop", { id, timeot: 3 }), { code: "FIELD_UNKNOWN" });
});

test("waiting gives up after its timeout and says so", async () => {
  const { id } = await createContainer();
  assert.deepEqual(await run("container.wait", { id, timeout: "50ms" }), {
    container_id: id,
    exit_code: null,
    timed_out: true,
    error: null,
  });
});

test("the list has the fields that older clients read, newest first", async () => {
  const first = await createContainer({ start: false });
  const second = await createContainer({ labels: { tier: "web", "db.password": "hunter2" } });
  const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const { containers, total } = await run("container.list", { all: true, label });
  assert.equal(total, containers.length);
  const ids = containers.map((one: { full_id: string }) => one.full_id);
  assert.ok(ids.indexOf(second.id) < ids.indexOf(first.id));
  const listed = containers.find((one: { full_id: string }) => one.full_id === second.id);
  const state = await inspectContainer(second.id);
  assert.deepEqual([listed.id, listed.name, listed.image], [second.id.slice(0, 12), second.name, "busybox:latest"]);
  assert.deepEqual([listed.status, listed.state, listed.created], ["running", state.State, state.Created]);
  assert.deepEqual([listed.labels.tier, listed.labels["db.password"]], ["web", "[masked]"]);
  const running = await run("container.list", { label });
  assert.ok(running.containers.every((one: { status: string }) => one.status === "running"));
  const created = await run("container.list", { label, status: "created" });
  assert.ok(created.containers.some((one: { full_id: string }) => one.full_id === first.id));
});

test("a list keeps working while containers come and go", async () => {
  const churn = Array.from({ length: 8 }, async () => {
    const { id } = await createContainer({ command: ["true"], hostConfig: { AutoRemove: true } });
    return id;
  });
  let going = true;
  const lists = (async () => {
    let count = 0;
    while (going) {
      await run("container.list", { all: true });
      count++;
    }
    return count;
  })();
  await Promise.all(churn);
  going = false;
  assert.ok((await lists) > 0);
});

test("inspect shows configuration with masked secrets, unless the caller may see them", async () => {
  const { id } = await createContainer({ env: ["TOKEN=abc123", "LANG=C"], start: false });
  const masked = await run("container.inspect", { id, raw: true });
  assert.deepEqual(masked.env, ["TOKEN=[masked]", "LANG=C"]);
  assert.ok(!JSON.stringify(masked).includes("abc123"));
  assert.deepEqual([masked.full_id, masked.ports], [id, {}]);
  // Engines before 25 say nothing where newer ones say no.
  assert.match(masked.restart_policy.Name, /^(?:no)?$/);
  const open = operationsOn({ revealsSecrets: true });
  try {
    assert.deepEqual((await open.run("container.inspect", { id })).env, ["TOKEN=abc123", "LANG=C"]);
  } finally {
    open.close();
  }
});

test("a container whose image is gone is still listed and inspected", async () => {
  const tag = `gnosis-test-${uniqueName()}:1`;
  const base = await createContainer({ start: false });
  const { Id: image } = await engine("POST", `/commit?container=${base.id}&repo=${tag.split(":")[0]}&tag=1`, {
    Labels: labels,
  });
  const { id } = await createContainer({ image: tag, start: false });
  await engine("DELETE", `/images/${image}?force=true`);
  assert.equal((await run("container.inspect", { id })).image, tag);
  const { containers } = await run("container.list", { all: true });
  assert.ok(containers.some((one: { full_id: string }) => one.full_id === id));
});

test("what the caller may not see is left out of the list", async () => {
  const hidden = await createContainer({ labels: { hidden: "yes" } });
  const narrowed = operationsOn({ sees: (target) => target.labels["hidden"] !== "yes" });
  try {
    const { containers } = await narrowed.run("container.list", { all: true });
    assert.ok(!containers.some((one: { full_id: string }) => one.full_id === hidden.id));
    await assert.rejects(narrowed.run("container.stop", { id: hidden.id }), { code: "CONTAINER_NOT_FOUND" });
  } finally {
    narrowed.close();
  }
});
