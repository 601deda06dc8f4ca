import assert from "node:assert/strict";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { requestBytes, sendBytes, type RawAnswer } from "../proxy/support/raw-request.ts";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { startRecorder, type Recorder } from "../proxy/support/recorder.ts";
import { bytes, createContainer, engine, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";

// What a role with much leave and a narrow scope, or a low containment, gets to know or to make.

const everything = (name: string, more: string): string => `  ${name}:
    allow: ["*"]
${more}`;

const policy = (image: string): string => `version: 1
roles:
${everything("wide", "    containment: { level: baseline, mountRoots: [] }\n")}
${everything("scoped", `    scope:\n      - owned: true\n      - kind: image\n        image: [busybox, ${image}-mine]\n    containment: { level: baseline, mountRoots: [] }\n`)}
${everything("shop", "    scope:\n      - project: shop\n      - owned: true\n      - kind: image\n    containment: { level: baseline, mountRoots: [] }\n")}
${everything("team", '    scope:\n      - label: { team: "a*" }\n      - owned: true\n      - kind: image\n    containment: { level: baseline, mountRoots: [] }\n')}
`;

let guarded: Guarded;
let recorder: Recorder;
let victim: { readonly id: string; readonly name: string };
let network: { readonly Id: string };
const kept = uniqueName("kept");
const networkName = uniqueName("net");
const volume = uniqueName("vol");

before(async () => {
  recorder = await startRecorder();
  guarded = await startGuarded({
    roles: ["admin", "wide", "scoped", "shop", "team", "observe"],
    policy: `${policy(kept)}  observe:\n    allow: ["risk:read"]\n`,
    engine: recorder.path,
  });
  network = await engine("POST", "/networks/create", { Name: networkName, Labels: labels });
  await engine("POST", "/volumes/create", { Name: volume, Labels: labels });
  victim = await createContainer({
    name: uniqueName("victim"),
    env: ["VICTIM_SECRET=hidden"],
    hostConfig: { Binds: [`${volume}:/v`], NetworkMode: networkName },
  });
  await engine("POST", `/commit?container=${victim.id}&repo=${kept}`, { Labels: labels });
});

after(async () => {
  await guarded?.stop();
  await recorder?.close();
  await removeOwn();
});

const json = { "Content-Type": "application/json" };

function send(role: string, line: string, body?: unknown): Promise<RawAnswer> {
  const [method = "", target = ""] = line.split(" ");
  const text = body === undefined ? undefined : JSON.stringify(body);
  return sendBytes(guarded.path(role), requestBytes(method, target, body === undefined ? {} : json, text));
}

const bodyOf = ({ text }: RawAnswer): string => text.slice(text.indexOf("\r\n\r\n") + 4);
const create = (role: string, body: Record<string, unknown>): Promise<RawAnswer> =>
  send(role, "POST /v1.41/containers/create", { Image: "busybox", Labels: labels, ...body });
const idIn = (answer: RawAnswer): string => (JSON.parse(bodyOf(answer)) as { Id: string }).Id;
const changes = (): readonly string[] => recorder.lines().filter((line) => !/^(GET|HEAD) /.test(line));

test("who may do everything in contained containers makes none past the containment: no service, no plugin, no swarm, no build unseen", async (t) => {
  const mount = { Type: "bind", Source: "/", Target: "/host" };
  const service = { Name: "s", TaskTemplate: { ContainerSpec: { Image: "busybox", Mounts: [mount] } } };
  const attacks: readonly (readonly [string, unknown?])[] = [
    ["POST /v1.41/swarm/init", { ListenAddr: "nowhere" }],
    ["POST /v1.41/swarm/join", { RemoteAddrs: ["127.0.0.1:1"], JoinToken: "x" }],
    ["POST /v1.41/swarm/leave"],
    ["POST /v1.41/services/create", service],
    ["POST /v1.41/services/s/update?version=1", service],
    ["POST /v1.41/nodes/x/update?version=1", { Role: "manager", Availability: "active" }],
    ["POST /v1.41/secrets/create", { Name: "x", Data: "eA==" }],
    ["POST /v1.41/configs/create", { Name: "x", Data: "eA==" }],
    ["POST /v1.41/plugins/pull?remote=127.0.0.1:1/x", [{ Name: "mount", Value: ["/"] }]],
    ["POST /v1.41/plugins/create?name=x", { config: {} }],
    ["POST /v1.41/plugins/x/enable"],
    ["POST /v1.41/plugins/x/set", ["DEBUG=1"]],
    ["POST /v1.41/plugins/x/upgrade?remote=127.0.0.1:1/x", []],
    ["PUT /v1.41/volumes/x?version=1", { Spec: {} }],
  ];
  for (const [line, body] of attacks) {
    await t.test(line, async () => {
      recorder.forget();
      const { status, text } = await send("wide", line, body);
      assert.deepEqual(changes(), [], text);
      assert.ok(status >= 400 && status < 500, text);
    });
  }
  for (const path of ["/session", "/grpc"]) {
    await t.test(path, async () => {
      recorder.forget();
      const upgrade = { Connection: "Upgrade", Upgrade: "h2c" };
      const { status, text } = await sendBytes(guarded.path("wide"), requestBytes("POST", path, upgrade));
      assert.deepEqual(changes(), []);
      assert.equal(status, 403, text);
    });
  }
});

test("not even who may do everything makes a service with what nobody may have, or with fields that nobody knows", async () => {
  const service = (spec: Record<string, unknown>): unknown => ({
    Name: "s",
    TaskTemplate: { ContainerSpec: { Image: "busybox", ...spec } },
  });
  const bind = (Source: string): unknown => service({ Mounts: [{ Type: "bind", Source, Target: "/x" }] });
  for (const [line, body] of [
    ["POST /v1.41/services/create", bind("/var/run/docker.sock")],
    ["POST /v1.41/services/create", bind("/run/docker.sock")],
    ["POST /v1.41/services/create", bind(guarded.server.dataDir)],
    ["POST /v1.41/services/create", bind(`${guarded.server.dataDir}/../${basename(guarded.server.dataDir)}`)],
    ["POST /v1.41/services/create", service({ Labels: { "gnosis-docker.owner": "socket:scoped" } })],
    ["POST /v1.41/services/create", service({ mounts: [] })],
    ["POST /v1.41/services/create", service({ Privileged: true })],
    ["POST /v1.41/services/x/update?version=1", bind("/var/run/docker.sock")],
    ["POST /v1.41/swarm/init", { ListenAddr: "nowhere", Spec: { Unknown: 1 } }],
    ["POST /v1.41/plugins/pull?remote=127.0.0.1:1/x", [{ name: "mount", Value: ["/"] }]],
    ["POST /v1.41/plugins/x/set", [{ Name: "DEBUG" }]],
  ] as const) {
    recorder.forget();
    const { status, text } = await send("admin", line, body);
    assert.deepEqual(changes(), [], text);
    assert.ok(status >= 400 && status < 500, text);
  }
});

test("an image out of scope is not there for a container either, and is told as one that isn't", async () => {
  const tell = async (image: string): Promise<unknown> => {
    recorder.forget();
    const { status, text } = await create("scoped", { Image: image });
    assert.deepEqual(changes(), [], text);
    return [status, bodyOf({ status, text }).replaceAll(image, "IMAGE")];
  };
  const { Id } = await engine<{ Id: string }>("GET", `/images/${kept}/json`);
  const absent = await tell(uniqueName("absent"));
  assert.deepEqual(await tell(kept), absent);
  assert.deepEqual(absent, [404, '{"message":"No such image: IMAGE:latest"}\n']);
  assert.deepEqual(await tell(Id), await tell(`sha256:${"f".repeat(64)}`));
  assert.deepEqual(await tell(Id.slice(7, 19)), await tell("f".repeat(12)));
  assert.equal((await create("scoped", {})).status, 201);
});

test("the beginnings of ids tell neither how many others there are nor what they are called", async () => {
  const networks = await engine<{ Id: string; Name: string }[]>("GET", "/networks");
  // Everybody may join these, by whatever means.
  const open = networks.filter(({ Name }) => ["bridge", "none", "host"].includes(Name)).map(({ Id }) => Id[0]);
  const own = await engine<{ Id: string }[]>("GET", "/containers/json?all=1", undefined, {
    socketPath: guarded.path("scoped"),
  });
  const told = new Set<string>();
  for (const digit of "0123456789abcdef")
    for (const host of [
      { PidMode: `container:${digit}` },
      { NetworkMode: `container:${digit}` },
      ...(open.includes(digit) ? [] : [{ NetworkMode: digit }]),
      { VolumesFrom: [digit] },
    ]) {
      if (own.some(({ Id }) => Id.startsWith(digit)) && !("NetworkMode" in host && host.NetworkMode === digit))
        continue;
      const answer = await create("scoped", { HostConfig: host });
      assert.equal(answer.status, 403, answer.text);
      told.add(`${Object.keys(host)[0]} ${bodyOf(answer).replaceAll(/\\"[0-9a-f]\\"/g, "DIGIT")}`);
    }
  assert.equal(told.size, 4, [...told].join("\n"));
});

test("the engine's own sentences name nobody else's containers", async () => {
  const mine = idIn(await create("scoped", {}));
  const sentences = [
    await send("scoped", `POST /v1.41/containers/create?name=${victim.name}`, { Image: "busybox" }),
    await send("scoped", `POST /v1.41/containers/${mine}/rename?name=${victim.name}`),
  ];
  for (const { status, text } of sentences) {
    assert.equal(status, 409, text);
    assert.match(text, /is already in use by container/);
    assert.ok(!text.includes(victim.id.slice(0, 12)), text);
  }
  const removal = await send("wide", `DELETE /v1.41/volumes/${volume}`);
  assert.ok(removal.text.includes(victim.id), "who sees everything is told everything");
});

test("nobody makes a second network of a name that another has, by which the first would no longer be found", async () => {
  for (const CheckDuplicate of [false, undefined]) {
    const { status, text } = await send("scoped", "POST /v1.41/networks/create", { Name: networkName, CheckDuplicate });
    assert.equal(status, 409, text);
    assert.ok(!text.includes(network.Id.slice(0, 12)), text);
  }
  const all = await engine<{ Name: string }[]>("GET", "/networks");
  assert.equal(all.filter(({ Name }) => Name === networkName).length, 1);
});

test("disk usage counts nobody else's containers", async () => {
  interface Usage {
    readonly Images: { readonly Id: string; readonly Containers: number }[];
  }
  const used = (usage: Usage, id: string): number | undefined => usage.Images.find(({ Id }) => Id === id)?.Containers;
  const { Id } = await engine<{ Id: string }>("GET", "/images/busybox:latest/json");
  const all = used(await engine<Usage>("GET", "/system/df"), Id) ?? 0;
  const seen = used(JSON.parse(bodyOf(await send("scoped", "GET /v1.41/system/df"))) as Usage, Id) ?? 0;
  const mine = JSON.parse(bodyOf(await send("scoped", "GET /v1.41/containers/json?all=1"))) as { ImageID: string }[];
  assert.ok(seen < all, `${seen} of ${all}`);
  assert.equal(seen, mine.filter(({ ImageID }) => ImageID === Id).length);
});

test("ps shows no environments, however its arguments are written", async () => {
  const { id } = await createContainer({ name: uniqueName("env"), env: ["PLAIN_MARK=visible-mark"] });
  for (const args of [
    "auxe",
    "-auxe",
    "-axe",
    "-uxe",
    "-ef%20-x",
    "-eLT",
    "-eLm%20-T",
    "-efj",
    "-eo%20pid,args%20-y",
    "-AeyF",
  ]) {
    const { text } = await send("observe", `GET /v1.41/containers/${id}/top?ps_args=${args}`);
    assert.ok(!text.includes("visible-mark"), `${args}: ${text}`);
  }
  assert.equal((await send("observe", `GET /v1.41/containers/${id}/top?ps_args=-ef`)).status, 200);
});

test("no image puts a container into another role's scope by its labels", async () => {
  const name = uniqueName("labelled");
  const Labels = { ...labels, "com.docker.compose.project": "mail", team: "b" };
  await engine("POST", `/commit?container=${victim.id}&repo=${name}`, { Labels });
  for (const [role, label] of [
    ["shop", "com.docker.compose.project"],
    ["team", "team"],
  ] as const) {
    const inherited = await create(role, { Image: name });
    if (inherited.status === 201) {
      const { Config } = await engine("GET", `/containers/${idIn(inherited)}/json`);
      assert.equal(Config.Labels[label], "");
    }
    for (const [line, body] of [
      ["POST /v1.41/containers/create", { Image: "busybox", Labels: { ...labels, [label]: "b" } }],
      ["POST /v1.41/volumes/create", { Name: uniqueName("v"), Labels: { ...labels, [label]: "b" } }],
      ["POST /v1.41/networks/create", { Name: uniqueName("n"), Labels: { ...labels, [label]: "b" } }],
    ] as const) {
      recorder.forget();
      const { status, text } = await send(role, line, body);
      assert.deepEqual(changes(), [], text);
      assert.equal(status, 403, text);
    }
  }
  assert.equal((await create("team", { Labels: { ...labels, team: "a1" } })).status, 201);
});

test("what is out of scope takes as long to be refused as what isn't there", async () => {
  const hidden = victim.name;
  const absent = `${victim.name.slice(0, -4)}zzzz`;
  const call = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await rawCall(method, path, {
      socketPath: guarded.path("scoped"),
      ...(body === undefined ? {} : { body }),
    });
    await bytes(answer);
    assert.ok(answer.statusCode === 404 || answer.statusCode === 403, `${method} ${path}: ${answer.statusCode}`);
  };
  const made = (body: Record<string, unknown>): Promise<void> =>
    call("POST", "/v1.41/containers/create", { Image: "busybox", Labels: labels, ...body });
  const ways: readonly (readonly [string, (name: string) => Promise<void>, string?, string?])[] = [
    ["inspect", (name) => call("GET", `/v1.41/containers/${name}/json`)],
    ["stop", (name) => call("POST", `/v1.41/containers/${name}/stop`)],
    ["its processes shared", (name) => made({ HostConfig: { PidMode: `container:${name}` } })],
    ["its volumes", (name) => made({ HostConfig: { VolumesFrom: [name] } })],
    ["an archive into it", (name) => call("PUT", `/v1.41/containers/${name}/archive?path=/tmp`, Buffer.alloc(1024))],
    ["a network", (name) => made({ HostConfig: { NetworkMode: name } }), networkName, uniqueName("net")],
    ["a network by id", (name) => call("GET", `/v1.41/networks/${name}`), network.Id, "f".repeat(64)],
    ["an image", (name) => made({ Image: name }), kept, uniqueName("kept")],
    ["an image's history", (name) => call("GET", `/v1.41/images/${name}/history`), kept, uniqueName("kept")],
  ];
  for (const [way, ask, there = hidden, not = absent] of ways) {
    const times = { there: [] as number[], not: [] as number[] };
    for (let round = 0; round < 60; round++)
      for (const which of round % 2 === 0 ? (["there", "not"] as const) : (["not", "there"] as const)) {
        const began = performance.now();
        await ask(which === "there" ? there : not);
        times[which].push(performance.now() - began);
      }
    const apart = rankSum(times.there, times.not);
    assert.ok(apart < 5, `${way}: ${middle(times.there)} ms and ${middle(times.not)} ms, ${apart} deviations apart`);
  }
});

const middle = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

/** How far two samples lie apart, in standard deviations of the rank sum: chance stays below 4. */
function rankSum(left: readonly number[], right: readonly number[]): number {
  const ranks = [...left.map((value) => ({ value, of: 0 })), ...right.map((value) => ({ value, of: 1 }))].toSorted(
    (a, b) => a.value - b.value,
  );
  const sum = ranks.reduce((total, { of }, index) => total + (of === 0 ? index + 1 : 0), 0);
  const [n, m] = [left.length, right.length];
  return Math.abs(sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
