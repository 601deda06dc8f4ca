import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { configDiff } from "../../src/engine/config-history/config-diff.ts";
import { ConfigKeeper, configMigrations } from "../../src/engine/config-history/config-keeper.ts";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { LogKeeper, logMigrations } from "../../src/engine/kept-logs/log-keeper.ts";
import { LiveState } from "../../src/engine/live/live-state.ts";
import { openStore } from "../../src/store/store.ts";

const run = `kept-${process.pid}-${Date.now()}`;
const client = createEngineClient(endpointUnderTest());
const directory = mkdtempSync(join(tmpdir(), "gd-kept-"));
const store = openStore({ directory, migrations: [...configMigrations, ...logMigrations] });
const live = new LiveState(client);
const cause = () => undefined;
const configs = new ConfigKeeper({ store, live, endpoint: "default", keptFor: 86_400_000, keptAtMost: 1000, cause });
const logs = new LogKeeper({ store, live, endpoint: "default", all: false, bytesEach: 2_000, bytesInAll: 1_000_000 });

async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const seen = look();
    if (seen) return seen;
    await delay(100);
  }
  return assert.fail(`it never came true: ${what}`);
}
const post = (path: string, query = {}, body?: unknown) =>
  client.json<{ Id: string }>("POST", path, { query, ...(body !== undefined && { body }) });
const remove = (id: string) => client.json("DELETE", `/containers/${id}`, { query: { force: true } });
const create = (name: string, body: object) =>
  post("/containers/create", { name }, { Image: "busybox:latest", Labels: { "gnosis-docker.test": run }, ...body });

before(async () => {
  live.start();
  await until("the live state is filled", () => live.live);
});
after(() => {
  logs.close();
  configs.close();
  live.stop();
  client.close();
  store.close();
  rmSync(directory, { recursive: true });
});

test("each set-up of a container is kept, masked, also when it is gone", async () => {
  const { Id: id } = await create(`${run}-a`, { Cmd: ["sleep", "1000"], Env: ["DB_PASSWORD=hunter2", "MODE=x"] });
  await until("its creation is kept", () => configs.versions(id).length === 1);
  await post(`/containers/${id}/start`);
  await post(`/containers/${id}/update`, {}, { CpuShares: 512 });
  await until("the update is kept", () => configs.versions(id).length === 2);
  await post(`/containers/${id}/rename`, { name: `${run}-b` });
  await until("the new name is kept", () => configs.versions(id).length === 3);
  await remove(id);
  const versions = configs.versions(`${run}-b`);
  assert.deepEqual(
    versions.map(({ action }) => action),
    ["create", "update", "rename"],
  );
  const changes = versions
    .slice(1)
    .map((version, i) => configDiff(versions[i]!.config, version.config).map(({ path }) => path));
  // The engine fills in its default runtime at the first start.
  assert.deepEqual(changes.map((paths) => paths.filter((path) => path !== "HostConfig.Runtime")), [["HostConfig.CpuShares"], ["Name"]]); // prettier-ignore
  const text = JSON.stringify(versions);
  assert(!text.includes("hunter2") && text.includes("DB_PASSWORD"));
});

test("the same set-up is stored once", async () => {
  const { Id: id } = await create(`${run}-c`, { Cmd: ["true"] });
  await until("its creation is kept", () => configs.versions(id).length === 1);
  await post(`/containers/${id}/rename`, { name: `${run}-d` });
  await until("the new name is kept", () => configs.versions(id).length === 2);
  await post(`/containers/${id}/rename`, { name: `${run}-c` });
  await until("the old name is kept", () => configs.versions(id).length === 3);
  // Of this container alone: others come and go on the engine meanwhile.
  const contents = `SELECT count(*) AS rows FROM config_content WHERE hash IN (SELECT hash FROM config_version WHERE container = ?)`;
  assert.deepEqual({ ...store.prepare(contents).get(id) }, { rows: 2 });
  assert.equal(configs.versions(id)[0]!.hash, configs.versions(id)[2]!.hash);
  await remove(id);
});

test("the last output of a container that removes itself can still be read, bounded and masked", async () => {
  const labels = { "gnosis-docker.test": run, "gnosis-docker.keep-logs": "true" };
  const script =
    "sleep 1; i=0; while [ $i -lt 200 ]; do echo line $i of the output; i=$((i+1)); done; echo key is $API_TOKEN";
  const { Id: id } = await create(`${run}-job`, {
    Labels: labels,
    Env: ["API_TOKEN=correct-horse-battery"],
    Cmd: ["sh", "-c", script],
    HostConfig: { AutoRemove: true },
  });
  await post(`/containers/${id}/start`);
  const [log] = await until("its output is kept", () => logs.logs(`${run}-job`).length > 0 && logs.logs(id));
  assert(log!.truncated && log!.text.length <= 2_100, `${log!.text.length}`);
  assert.match(log!.text, /line 199 of the output\n.*key is /);
  assert(!log!.text.includes("correct-horse-battery"));
});

test("without the label nothing is kept", async () => {
  const { Id: id } = await create(`${run}-quiet`, { Cmd: ["sh", "-c", "echo hi; sleep 0.5"] });
  await post(`/containers/${id}/start`);
  await post(`/containers/${id}/wait`);
  await until("its end is seen", () => live.containers.get(id)?.inspect.State.Status === "exited");
  assert.deepEqual(logs.logs(id), []);
  await remove(id);
});
