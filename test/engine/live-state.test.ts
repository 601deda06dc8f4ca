import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { createEngineReader } from "../../src/engine/engine-reader.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { createLiveReader } from "../../src/engine/live/live-reader.ts";
import { LiveState } from "../../src/engine/live/live-state.ts";
import type { EngineReader, Filters } from "../../src/engine/reader.ts";
import { sortedAnswer } from "../support/sorted-answer.ts";

const run = `live-state-${process.pid}-${Date.now()}`;
const mine = `gnosis-docker.test=${run}`;
const seed = Number(process.env["STORM_SEED"] ?? Date.now() % 100_000);
const steps = Number(process.env["STORM_STEPS"] ?? 60);

const client = createEngineClient(endpointUnderTest());
const engine = createEngineReader(client);
const live = new LiveState(client);
const reader = createLiveReader(live);

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await condition()) return;
    await delay(100);
  }
  assert.fail(`it never came true: ${what}`);
}

before(async () => {
  live.start();
  await until("the live state is filled", () => live.live);
});
after(async () => {
  live.stop();
  const filters = { label: [mine] };
  for (const { Id } of (await engine.containers({ all: true, filters })).value) {
    await client.json("DELETE", `/containers/${Id}`, { query: { force: true, v: true } }).catch(() => {});
  }
  for (const { Id } of (await engine.networks({ filters })).value) {
    await client.json("DELETE", `/networks/${Id}`).catch(() => {});
  }
  for (const { Name } of (await engine.volumes({ filters })).value) {
    await client.json("DELETE", `/volumes/${Name}`).catch(() => {});
  }
  for (const name of [`${run}:a`, `${run}:b`]) await client.json("DELETE", `/images/${name}`).catch(() => {});
  client.close();
});

const create = async (name: string, body: object) =>
  (
    await client.json<{ Id: string }>("POST", "/containers/create", {
      query: { name },
      body: { Image: "busybox:latest", Labels: { "gnosis-docker.test": run, n: name.at(-1) }, ...body },
    })
  ).Id;

/** What is compared whenever the engine is quiet. */
const questions: readonly { readonly all?: boolean; readonly limit?: number; readonly filters: Filters }[] = [
  { filters: {} },
  { all: true, filters: {} },
  { all: true, limit: 3, filters: {} },
  { limit: 2, filters: {} },
  ...["created", "running", "paused", "exited", "restarting"].map((status) => ({ filters: { status: [status] } })),
  { all: true, filters: { name: [`${run}-[0-5]$`, `^/${run}-7`] } },
  { all: true, filters: { name: [`${run}-1`] } },
  { all: true, filters: { exited: ["0", "137"] } },
  { all: true, filters: { exited: ["3"] } },
  { all: true, filters: { volume: [`${run}-v`] } },
  { all: true, filters: { volume: ["/data"] } },
  { all: true, filters: { network: [`${run}-net`] } },
  { filters: { network: ["bridge"] } },
  { all: true, filters: { health: ["none"] } },
  { all: true, filters: { health: ["healthy", "unhealthy"] } },
  { all: true, filters: { publish: ["80"] } },
  { all: true, filters: { expose: ["80/tcp"] } },
  { all: true, filters: { ancestor: ["busybox"] } },
  { all: true, filters: { label: ["n=3"] } },
];

/**
 * Compares memory with the engine until they agree; what differs after a while is a failure. What has no event is found by comparing
 * lists, which a busy engine is asked for less often: hundred times as long apart as its answer takes.
 */
async function agree(what: string, ask: (from: EngineReader) => Promise<unknown>): Promise<void> {
  let seen: unknown[] = [];
  for (let i = 0; i < 600; i++) {
    const [first, memory, second] = [await ask(engine), await ask(reader), await ask(engine)].map((answer) =>
      sortedAnswer(answer),
    );
    if (JSON.stringify(first) === JSON.stringify(second) && JSON.stringify(memory) === JSON.stringify(first)) return;
    seen = [memory, second];
    await delay(100);
  }
  assert.deepEqual(seen[0], seen[1], `${what}, seed ${seed}`);
  assert.fail(`${what} was never quiet, seed ${seed}`);
}

async function compare(): Promise<void> {
  let fromMemory = 0;
  for (const { filters, ...query } of questions) {
    const narrowed = { ...query, filters: { ...filters, label: [mine, ...(filters["label"] ?? [])] } };
    await agree(`containers ${JSON.stringify(query)} ${JSON.stringify(filters)}`, async (from) => {
      const { value, age } = await from.containers(narrowed);
      if (age.source === "memory") fromMemory++;
      return value;
    });
  }
  assert(fromMemory >= questions.length / 2, `only ${fromMemory} of ${questions.length} came from memory`);
  const filters = { label: [mine] };
  for (const { Id } of (await engine.containers({ all: true, filters })).value) {
    await agree(`container ${Id}`, async (from) => from.container(Id).then(({ value }) => value, String));
  }
  await agree("volumes", async (from) => (await from.volumes({ filters })).value);
  await agree("networks", async (from) => (await from.networks({ filters })).value);
  for (const { Id } of (await engine.networks({ filters })).value) {
    await agree(`network ${Id}`, async (from) => (await from.network(Id)).value);
  }
  await agree("images", async (from) =>
    (await from.images({})).value.filter(({ RepoTags }) => RepoTags?.some((tag) => tag.startsWith(run))),
  );
}

/** A small generator of numbers, so that a storm can be repeated by its seed. */
function numbers(from: number): (below: number) => number {
  let state = from >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("after every change the next reading shows it", async () => {
  const id = await create(`${run}-ryw`, { Cmd: ["sleep", "1000"], StopTimeout: 0 });
  const listed = async () => {
    const { value, age } = await reader.containers({ all: true, filters: { label: [mine] } });
    assert.equal(age.source, "memory");
    return value.find(({ Id }) => Id === id);
  };
  await reader.changed("container", id);
  assert.equal((await listed())?.State, "created");
  await client.json("POST", `/containers/${id}/start`);
  await reader.changed("container", id);
  assert.equal((await listed())?.State, "running");
  await client.json("POST", `/containers/${id}/rename`, { query: { name: `${run}-renamed` } });
  await reader.changed("container", id);
  assert.equal((await reader.container(`${run}-renamed`)).value.Id, id);
  await assert.rejects(reader.container(`${run}-ryw`), { code: "CONTAINER_NOT_FOUND" });
  await client.json("POST", `/containers/${id}/kill`);
  await client.json("POST", `/containers/${id}/wait`);
  await reader.changed("container", id);
  assert.equal((await listed())?.State, "exited");
  await client.json("DELETE", `/containers/${id}`);
  await reader.changed("container", id);
  assert.equal(await listed(), undefined);
});

test("execs are not inspected, and yet an inspect shows them", async () => {
  const id = await create(`${run}-exec`, { Cmd: ["sleep", "1000"] });
  await client.json("POST", `/containers/${id}/start`);
  await until(
    "the start is seen",
    () => live.containers.get(id)?.inspect.State.Running === true && !live.tracker.isPending(id),
  );
  const before = live.containers.get(id)!.fetch;
  const { Id: exec } = await client.json<{ Id: string }>("POST", `/containers/${id}/exec`, {
    body: { Cmd: ["sleep", "1000"] },
  });
  await client.json("POST", `/exec/${exec}/start`, { body: { Detach: true } });
  await until("the exec is seen", async () => JSON.stringify((await reader.container(id)).value).includes(exec));
  assert.equal(live.containers.get(id)!.fetch, before);
  await client.json("DELETE", `/containers/${id}`, { query: { force: true } });
});

test("fresh asks the engine, and what memory can't say exactly goes there too", async () => {
  assert.equal((await reader.containers({})).age.source, "memory");
  assert.equal((await reader.containers({ fresh: true })).age.source, "engine");
  assert.equal((await reader.containers({ size: true })).age.source, "engine");
  assert.equal((await reader.containers({ filters: { name: ["(a|b)+"] } })).age.source, "engine");
  await assert.rejects(reader.containers({ filters: { status: ["flying"] } }), { code: "ENGINE_REFUSED" });
});

test("in a storm of changes memory and engine agree whenever the engine is quiet for a moment", async () => {
  const random = numbers(seed);
  const ids: string[] = [];
  let made = 0;
  const post = (path: string, query = {}, body?: unknown) =>
    client.json("POST", path, { query, ...(body !== undefined && { body }) }).catch(() => {});
  await client.json("POST", "/networks/create", {
    body: { Name: `${run}-net`, Labels: { "gnosis-docker.test": run } },
  });
  await client.json("POST", "/volumes/create", { body: { Name: `${run}-v`, Labels: { "gnosis-docker.test": run } } });
  const bodies = [
    { Cmd: ["sleep", "1000"], HostConfig: { Binds: [`${run}-v:/data`] } },
    { Cmd: ["sh", "-c", "exit 3"], HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } } },
    { Cmd: ["/no/such/program"] },
    { Cmd: ["sleep", "0.3"], HostConfig: { AutoRemove: true } },
    {
      Cmd: ["sleep", "1000"],
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1" }] } },
    },
    { Cmd: ["sleep", "1000"], Healthcheck: { Test: ["CMD", "true"], Interval: 1e9, Timeout: 1e9, Retries: 1 } },
    { Cmd: ["sh", "-c", "exit 0"], HostConfig: { RestartPolicy: { Name: "always" } } },
  ];
  const one = () => ids[random(ids.length)]!;
  const actions = [
    async () => void ids.push(await create(`${run}-${made++}`, bodies[random(bodies.length)]!)),
    () => post(`/containers/${one()}/start`),
    () => post(`/containers/${one()}/start`),
    () => post(`/containers/${one()}/kill`),
    () => post(`/containers/${one()}/restart`, { t: 0 }),
    () => post(`/containers/${one()}/stop`, { t: 0 }),
    () => post(`/containers/${one()}/pause`),
    () => post(`/containers/${one()}/unpause`),
    () => post(`/containers/${one()}/rename`, { name: `${run}-r${random(1000)}` }),
    () => post(`/containers/${one()}/update`, {}, { CpuShares: 100 + random(900) }),
    () => post(`/networks/${run}-net/connect`, {}, { Container: one() }),
    () => post(`/networks/${run}-net/disconnect`, {}, { Container: one(), Force: true }),
    () => post(`/images/busybox:latest/tag`, { repo: run, tag: random(2) ? "a" : "b" }),
    () => client.json("DELETE", `/images/${run}:${random(2) ? "a" : "b"}`).catch(() => {}),
    () => post("/volumes/create", {}, { Name: `${run}-v${random(5)}`, Labels: { "gnosis-docker.test": run } }),
    () => client.json("DELETE", `/volumes/${run}-v${random(5)}`).catch(() => {}),
    () => client.json("DELETE", `/containers/${one()}`, { query: { force: true, v: true } }).catch(() => {}),
  ];
  for (let i = 0; i < 4; i++) await actions[0]!();
  for (let step = 1; step <= steps; step++) {
    const burst = Array.from({ length: 1 + random(3) }, () => actions[random(actions.length)]!());
    await Promise.all(burst);
    if (step % 20 === 0) await compare();
  }
  // Restart policies never come to rest by themselves.
  for (const id of ids) await post(`/containers/${id}/stop`, { t: 0 });
  await compare();
});
