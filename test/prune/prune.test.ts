import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, client } from "../support/client.ts";
import { directoryTar } from "../../src/operations/build/context/directory-tar.ts";
import { bytes, createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-prune-"));
const policyFile = join(dataDir, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  tidy:
    allow: ["risk:read", approval.cancel]
    ask: ["risk:destroy"]
    containment: { level: restricted, mountRoots: [] }
  half:
    allow: ["risk:read", prune.apply, volume.prune]
    ask: [container.prune]
    containment: { level: restricted, mountRoots: [] }
`,
);
let server: TestServer;
before(async () => {
  server = await startServer({ dataDir, env: { GNOSIS_POLICY_FILE: policyFile } });
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** Objects of every kind that nobody uses, found again by a label of their own. */
async function unused() {
  const mark = uniqueName();
  const Labels = { ...labels, mark };
  const volume = await engine("POST", "/volumes/create", { Name: uniqueName("vol"), Labels });
  const network = await engine("POST", "/networks/create", { Name: uniqueName("net"), Labels });
  const box = await createContainer({ config: { Labels }, start: false });
  const { Id: image } = await engine("POST", `/commit?container=${box.id}&repo=${mark}`, { Labels });
  return { mark, volume: volume.Name as string, network: network.Id as string, box, image: image as string };
}

const kinds = ["container", "image", "volume", "network"];
const plan = (mark: string, call: Client = server.call, more: object = {}) =>
  ok(call("POST", "/api/prunes", { kinds, all: true, label: [`mark=${mark}`], ...more }));
const apply = (id: string, body?: object, call: Client = server.call) => call("POST", `/api/prunes/${id}/apply`, body);
const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).toSorted();
const there = async (path: string): Promise<boolean> => {
  try {
    await engine("GET", path);
    return true;
  } catch {
    return false;
  }
};

async function token(name: string, role: string): Promise<Client> {
  const made = await ok(server.call("POST", "/api/tokens", { name, role }));
  return client(server.url, made.text);
}

test("a plan names what nobody uses with size and last use, and applying it removes exactly that", async () => {
  const { mark, volume, network, box, image } = await unused();
  const used = await createContainer({ config: { Labels: { ...labels, mark } } });
  await engine("POST", `/containers/${box.id}/start`);
  await engine("POST", `/containers/${box.id}/kill`);
  await engine("POST", `/containers/${box.id}/wait`);
  const planned = await plan(mark);
  const later = await engine("POST", "/volumes/create", { Name: uniqueName(), Labels: { ...labels, mark } });
  assert.deepEqual(ids(planned.items), [box.id, image, network, volume].toSorted());
  const of = (kind: string) => planned.items.find((one: any) => one.kind === kind);
  assert.equal(of("container").last_used, (await inspectContainer(box.id)).State.FinishedAt);
  assert.equal(of("image").name, `${mark}:latest`);
  assert.ok(of("image").bytes < 100_000, "layers that the base image shares are not freed");
  assert.equal(of("volume").bytes, 0);
  assert.ok(await there(`/volumes/${volume}`), "a plan removes nothing");

  const done = await ok(apply(planned.plan));
  assert.deepEqual(ids(done.removed), ids(planned.items));
  assert.deepEqual(done.skipped, []);
  for (const path of [`/volumes/${volume}`, `/networks/${network}`, `/images/${mark}:latest/json`])
    assert.equal(await there(path), false, path);
  assert.ok(await there(`/volumes/${later.Name}`), "what came after the plan is not in it");
  assert.equal((await inspectContainer(used.id)).State.Running, true);

  for (const one of done.removed) {
    const record = await ok(server.call("GET", `/api/audit/${one.record}`));
    assert.deepEqual([record.operation, record.targets[0].id], [`${one.kind}.prune`, one.id]);
  }
  const receipt = (kind: string) => done.removed.find((one: any) => one.kind === kind);
  assert.equal(receipt("container").undo, `bring back ${box.name}`);
  await ok(server.call("POST", "/api/undo", { record: receipt("container").record }));
  assert.equal((await inspectContainer(box.id)).Name, `/${box.name}`);
  await ok(server.call("POST", "/api/undo", { record: receipt("network").record }));

  const again = await ok(apply(planned.plan));
  assert.deepEqual(again.removed.length, 1, "the container that came back stands in the plan as it was");
  assert.equal(again.skipped.length, 3);
});

test("what is used, changed or gone since the plan is left, and the answer says why", async () => {
  const { mark, volume, network, box, image } = await unused();
  const planned = await plan(mark);
  const user = await createContainer({
    config: { Image: image },
    hostConfig: { Binds: [`${volume}:/data`], NetworkMode: network },
    start: false,
  });
  await engine("POST", `/containers/${box.id}/start`);
  const first = await ok(apply(planned.plan));
  assert.deepEqual(first.removed, []);
  const reasons = Object.fromEntries(first.skipped.map((one: any) => [one.kind, one.reason]));
  assert.deepEqual(reasons, {
    container: "It is running.",
    network: `It is used by ${user.name}.`,
    volume: `It is mounted by ${user.name}.`,
    image: `It is used by ${user.name}.`,
  });

  await engine("DELETE", `/containers/${user.id}?force=true`);
  await engine("POST", `/containers/${box.id}/kill`);
  await engine("POST", `/containers/${box.id}/wait`);
  await engine("DELETE", `/volumes/${volume}`);
  await engine("POST", "/volumes/create", { Name: volume, Labels: { ...labels, mark } });
  await engine("POST", `/images/${image}/tag?repo=${mark}&tag=kept`);
  await engine("DELETE", `/networks/${network}`);
  const second = await ok(apply(planned.plan));
  const then = Object.fromEntries(second.skipped.map((one: any) => [one.kind, one.reason]));
  assert.deepEqual(
    [then["container"], then["image"], then["network"]],
    ["It has run since.", "Its tags have changed since.", "It is gone already."],
  );
  // The engine tells a volume's time of making to the second: made again in the same one it is taken for the same.
  const sameSecond = then["volume"] === undefined;
  assert.deepEqual(ids(second.removed), sameSecond ? [volume] : []);
  assert.ok(sameSecond || then["volume"] === "Another volume has its name now.");
});

test("only what is picked goes, and others' plans and protected objects don't", async () => {
  const { mark, volume, box } = await unused();
  const safe = await engine("POST", "/volumes/create", {
    Name: uniqueName(),
    Labels: { ...labels, mark, "gnosis-docker.protected": "true" },
  });
  const planned = await plan(mark);
  assert.deepEqual(ids(planned.kept), [safe.Name]);
  const other = await token(uniqueName(), "admin");
  const refused = await apply(planned.plan, {}, other);
  assert.deepEqual([refused.status, refused.body.code], [404, "PLAN_NOT_FOUND"]);
  const { removed } = await ok(apply(planned.plan, { only: [volume] }));
  assert.deepEqual(ids(removed), [volume]);
  assert.ok(await there(`/containers/${box.id}/json`));
});

test("a person approves a plan by what is in it, and once for all of it", async () => {
  const { mark, volume, box } = await unused();
  const agent = await token(uniqueName(), "tidy");
  const planned = await plan(mark, agent);
  assert.ok(planned.items.every((one: any) => one.asks));
  const asked = await apply(planned.plan, {}, agent);
  assert.equal(asked.status, 202, asked.text);
  const shown = await ok(server.call("GET", `/api/approvals/${asked.body.approval.id}`));
  assert.ok(shown.effects.some((line: string) => line.startsWith("Removes 4 things of ")));
  for (const name of [volume, box.name]) assert.ok(shown.effects.some((line: string) => line.includes(`'${name}'`)));
  await ok(server.call("POST", `/api/approvals/${asked.body.approval.id}/approve`));
  const { removed, skipped } = await ok(apply(planned.plan, {}, agent));
  assert.deepEqual([removed.length, skipped.length], [4, 0]);
  const record = await ok(server.call("GET", `/api/audit/${removed[0].record}`));
  assert.equal(record.decision.approval, asked.body.approval.id);
  const pending = await ok(server.call("GET", `/api/approvals?state=pending`));
  assert.deepEqual(pending.approvals, []);
});

test("leave to apply plans doesn't answer for a kind that asks, and a kind that is denied stays out of them", async () => {
  const { mark, volume, box } = await unused();
  const agent = await token(uniqueName(), "half");
  const planned = await plan(mark, agent);
  assert.deepEqual(ids(planned.items), [box.id, volume].toSorted());
  const { removed, skipped } = await ok(apply(planned.plan, {}, agent));
  assert.deepEqual(ids(removed), [volume]);
  assert.deepEqual(ids(skipped), [box.id]);
  const { approvals } = await ok(server.call("GET", `/api/approvals?state=pending`));
  assert.deepEqual(
    approvals.map((one: any) => [one.operation, one.targets[0].id]),
    [["container.prune", box.id]],
  );
});

test("build cache is planned and removed record by record", async () => {
  const mark = uniqueName();
  const context = mkdtempSync(join(tmpdir(), "gnosis-prune-build-"));
  writeFileSync(join(context, "Dockerfile"), `FROM busybox\nRUN echo ${mark} > /x\n`);
  const archive = await bytes(await directoryTar(context, "Dockerfile"));
  rmSync(context, { recursive: true });
  const query = new URLSearchParams({ version: "2", buildid: mark, t: mark, labels: JSON.stringify(labels) });
  await engine("POST", `/build?${query}`, archive);
  await engine("DELETE", `/images/${mark}:latest`);
  const planned = await plan(mark, server.call, { kinds: ["cache"], label: undefined });
  const own = planned.items.filter((one: any) => one.name.includes(mark));
  assert.equal(own.length, 1);
  assert.ok(Date.parse(own[0].last_used) > 0);
  const done = await ok(apply(planned.plan, { only: [own[0].id] }));
  assert.deepEqual(ids(done.removed), [own[0].id]);
  const { BuildCache } = await engine("GET", "/system/df");
  assert.ok(!BuildCache.some((one: any) => one.ID === own[0].id));
});
