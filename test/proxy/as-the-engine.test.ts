import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, engineSocket, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { bytes } from "../support/engine-call.ts";
import { startGuarded, type Guarded } from "./support/guarded.ts";

// What the integration tests of Docker's own client found to be different from the raw socket (test/clients/moby).

let guarded: Guarded;
const admin = (): string => guarded.path("admin");

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly value: any;
}

async function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await rawCall(method, path, { socketPath, ...(body === undefined ? {} : { body }) });
  const text = (await bytes(answer)).toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  return { status: answer.statusCode ?? 0, text, value };
}

/** Asks both sockets and expects the same status. */
async function both(method: string, path: string, body?: unknown): Promise<readonly [Answer, Answer]> {
  const raw = await ask(engineSocket(), method, path, body);
  const through = await ask(admin(), method, path, body);
  assert.equal(through.status, raw.status, `${method} ${path}: raw ${raw.text}, guarded ${through.text}`);
  return [raw, through];
}

const create = async (body: object, name = uniqueName(), version = ""): Promise<string> => {
  const made = await ask(admin(), "POST", `${version}/containers/create?name=${name}`, {
    Image: "busybox:latest",
    Labels: labels,
    ...body,
  });
  assert.equal(made.status, 201, made.text);
  return made.value.Id;
};

before(async () => {
  guarded = await startGuarded({ roles: ["admin"] });
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
});

test("objects are shown without the label that says whose they are, which stays on them", async () => {
  const name = uniqueName();
  const id = await create({ Labels: { ...labels, colour: "red" } }, name);
  const shown = [
    (await ask(admin(), "GET", `/containers/${id}/json`)).value.Config.Labels,
    (await ask(admin(), "GET", "/containers/json?all=1")).value.find(({ Id }: { Id: string }) => Id === id).Labels,
  ];
  for (const each of shown) assert.deepEqual(each, { ...labels, colour: "red" });
  assert.equal((await engine("GET", `/containers/${id}/json`)).Config.Labels["gnosis-docker.owner"], "socket:admin");
  const filtered = encodeURIComponent(JSON.stringify({ label: ["gnosis-docker.owner=socket:admin"], name: [name] }));
  assert.equal((await ask(admin(), "GET", `/containers/json?all=1&filters=${filtered}`)).value.length, 1);
});

test("a volume made without labels has none, in its answer, in lists and when inspected", async () => {
  const name = uniqueName();
  try {
    const made = await ask(admin(), "POST", "/volumes/create", { Name: name });
    const listed = (await ask(admin(), "GET", "/volumes")).value.Volumes.find(
      (one: { Name: string }) => one.Name === name,
    );
    const inspected = (await ask(admin(), "GET", `/volumes/${name}`)).value;
    assert.deepEqual([made.value.Labels, listed.Labels, inspected.Labels], [null, null, null]);
    assert.equal((await engine("GET", `/volumes/${name}`)).Labels["gnosis-docker.owner"], "socket:admin");
  } finally {
    await engine("DELETE", `/volumes/${name}?force=1`);
  }
});

test("the engine is asked in the API version that the client speaks", async () => {
  const shareable = await create({}, uniqueName(), "/v1.39");
  const newest = await create({});
  const mode = async (id: string) => (await engine("GET", `/containers/${id}/json`)).HostConfig.IpcMode;
  assert.deepEqual([await mode(shareable), await mode(newest)], ["shareable", "private"]);
});

test("what the engine itself refuses is refused with its status and its words", async () => {
  const { id } = await createContainer({ start: false });
  const cases: [string, string, unknown?][] = [
    ["POST", "/containers/create", { Image: "busybox:latest", HostConfig: { Tmpfs: { "/": "" } } }],
    ["POST", "/containers/create", { Image: "busybox:latest", HostConfig: { VolumesFrom: ["not-there-at-all"] } }],
    ["POST", "/session"],
  ];
  for (const [method, path, body] of cases) {
    const [raw, through] = await both(method, path, body);
    assert.equal(through.value.message, raw.value.message);
  }
  const [raw, through] = await both("POST", `/containers/${id}/rename?name=new%3Ainvalid`);
  for (const { value } of [raw, through]) assert.match(value.message, /Invalid container name \(\/?new:invalid\)/);
});

test("networks are listed with a slash at the end as well, and nothing else is", async () => {
  const [, through] = await both("GET", "/networks/");
  assert.ok(through.value.length > 0);
  assert.equal((await ask(admin(), "GET", "/volumes/")).status, 400);
});

test("a container is listed under the names that links give it as soon as the link is made", async () => {
  const first = uniqueName("first");
  const second = uniqueName("second");
  const id = await create({ Cmd: ["sleep", "600"] }, first);
  assert.equal((await ask(admin(), "POST", `/containers/${id}/start`)).status, 204);
  await create({ HostConfig: { Links: [`${first}:${first}`] } }, second);
  const filters = encodeURIComponent(JSON.stringify({ id: [id] }));
  const [raw, through] = await both("GET", `/containers/json?filters=${filters}`);
  assert.deepEqual(through.value[0].Names.toSorted(), raw.value[0].Names.toSorted());
  assert.equal(through.value[0].Names.length, 2);
});

test("an anonymous volume that is removed with its container is not shown while the container lies in the trash", async () => {
  const id = await create({ Volumes: { "/srv": {} } });
  const volume = (await ask(admin(), "GET", `/containers/${id}/json`)).value.Mounts[0].Name;
  const seen = async (): Promise<boolean> =>
    (await ask(admin(), "GET", "/volumes")).value.Volumes.some(({ Name }: { Name: string }) => Name === volume);
  assert.equal(await seen(), true);
  assert.equal((await ask(admin(), "DELETE", `/containers/${id}?v=1`)).status, 204);
  assert.equal(await seen(), false);
  assert.equal((await ask(admin(), "GET", `/volumes/${volume}`)).status, 404);
});

test("a commit's changes build on the container's own settings", async () => {
  const id = await create({ Env: ["PLACE=/opt"] });
  const repo = uniqueName();
  const changes = encodeURIComponent("ENV PLACE=/usr:$PLACE");
  try {
    const made = await ask(admin(), "POST", `/commit?container=${id}&repo=${repo}&tag=1&changes=${changes}`);
    assert.equal(made.status, 201, made.text);
    const { Config } = (await ask(admin(), "GET", `/images/${repo}:1/json`)).value;
    assert.ok(Config.Env.includes("PLACE=/usr:/opt"), Config.Env);
    assert.equal((await engine("GET", `/images/${repo}:1/json`)).Config.Labels["gnosis-docker.owner"], "socket:admin");
  } finally {
    await engine("DELETE", `/images/${repo}:1`);
  }
});
