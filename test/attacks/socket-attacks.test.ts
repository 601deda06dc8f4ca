import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { sendBytes } from "../proxy/support/raw-request.ts";
import { startRecorder, type Recorder } from "../proxy/support/recorder.ts";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { attackCases, bytesOf, type Scene } from "./socket-cases.ts";

/** Properties of the guard that no single request shows; each has a test of its own. */
const elsewhere: Readonly<Record<string, string>> = {
  "audit-003": "test/audit: a log that can't be written refuses changes",
  "ident-003": "test/proxy/listener.test.ts: the socket's mode",
};

/** Refused by leaving out what is not the caller's, with a status of success. */
const answeredWithout: ReadonlySet<string> = new Set(["filter-008", "vol-017"]);

let guarded: Guarded;
let recorder: Recorder;
let scene: Scene;
let tar: Buffer;
let listener: Server;
let hostSocket: Server;
let contacts = 0;
const directory = mkdtempSync(join(tmpdir(), "gd-attacks-"));
const names = {
  victim: uniqueName("victim"),
  network: uniqueName("n"),
  otherNetwork: uniqueName("other"),
  volume: uniqueName("vol"),
};
const otherImage = `${uniqueName("other")}:latest`;
let victim = "";

const policy = (workspace: string): string => `version: 1
roles:
  agent:
    scope:
      - owned: true
      - kind: image
        image: [busybox, x]
      - kind: network
        name: [bridge, none]
    allow:
      - risk:read
      - container.*
      - exec.*
      - volume.*
      - network.*
      - image.load
      - image.import
      - image.build
      - operations: image.pull
        where: { image: busybox }
      - operations: [image.remove]
        where: { image: x }
      - operations: [image.remove, image.tag, image.push, image.save]
        where: { owned: true }
    containment:
      level: baseline
      mountRoots: [${workspace}]
      images: [busybox]
      limits: { memory: 512MiB, cpus: 2, pids: 256 }
`;

/** A request through the guarded socket that has to succeed. */
async function own<T>(method: string, path: string, body?: unknown): Promise<T> {
  return engine<T>(method, path, body, { socketPath: guarded.path("agent") });
}

before(async () => {
  const host = join(directory, "host");
  const workspace = join(directory, "ws");
  for (const path of [host, workspace, join(workspace, "dir"), join(workspace, "d"), join(directory, "empty")])
    mkdirSync(path);
  writeFileSync(join(host, "secret"), "the host's secret");
  symlinkSync(host, join(workspace, "link"));
  symlinkSync(host, join(workspace, "esc"));
  rmSync(join(workspace, "dir"), { recursive: true });
  symlinkSync(host, join(workspace, "dir"));
  chmodSync(host, 0o755);
  writeFileSync(join(directory, "Dockerfile"), "FROM busybox:latest\nRUN true\n");
  tar = execFileSync("tar", ["-c", "Dockerfile"], { cwd: directory });
  listener = createServer((socket) => {
    contacts++;
    socket.destroy();
  });
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const address = listener.address();
  const hostSocketPath = join(directory, "host.sock");
  hostSocket = createServer((socket) => {
    contacts++;
    socket.destroy();
  });
  await new Promise<void>((done) => hostSocket.listen(hostSocketPath, done));
  recorder = await startRecorder();
  guarded = await startGuarded({ roles: ["agent"], policy: policy(workspace), engine: recorder.path });
  victim = (await createContainer({ name: names.victim, env: ["VICTIM_SECRET=hidden"] })).id;
  const { Id: victimExec } = await engine<{ Id: string }>("POST", `/containers/${victim}/exec`, {
    Cmd: ["sleep", "60"],
  });
  await engine("POST", "/networks/create", { Name: names.otherNetwork, Labels: labels });
  await engine("POST", "/volumes/create", { Name: names.volume, Labels: labels });
  const [repo] = otherImage.split(":");
  await engine(
    "POST",
    `/images/create?fromSrc=-&repo=${repo}&tag=latest&changes=${encodeURIComponent(`LABEL ${Object.keys(labels)[0]}=${Object.values(labels)[0]}`)}`,
    tar,
  );
  const { Id } = await own<{ Id: string }>("POST", "/containers/create", {
    Image: "busybox:latest",
    Cmd: ["sleep", "3600"],
    Labels: labels,
    HostConfig: { Binds: [`${workspace}:/x`] },
  });
  await own("POST", `/containers/${Id}/start`);
  await own("POST", "/networks/create", { Name: names.network, Labels: labels });
  scene = {
    ...{
      IMG: "busybox:latest",
      IMG2: otherImage,
      C: Id,
      C64: Id,
      V: names.victim,
      V12: victim.slice(0, 12),
      V64: victim,
    },
    ...{ Vprefix: victim.slice(0, 6), E: victimExec, HOST: host, WS: workspace, EMPTY: join(directory, "empty") },
    ...{ NET: names.network, OTHERNET: names.otherNetwork, OTHERVOL: names.volume, HOSTSOCK: hostSocketPath },
    LISTENER: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    ...{ SECRET: "a".repeat(25), SVC: "b".repeat(25), REGISTRY: "registry.invalid" },
  };
});

after(async () => {
  await guarded?.stop();
  await recorder?.close();
  listener?.close();
  hostSocket?.close();
  await engine("DELETE", "/images/x:latest").catch(() => undefined);
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const isWrite = (line: string): boolean => !/^(GET|HEAD) /.test(line);

test("every attack is refused, and nothing of it reaches the engine", async (t) => {
  for (const attack of attackCases.filter(({ expected, id }) => expected === "deny" && elsewhere[id] === undefined)) {
    await t.test(`${attack.id}: ${attack.effect}`, async () => {
      recorder.forget();
      contacts = 0;
      const answer = await sendBytes(guarded.path("agent"), bytesOf(attack, scene, tar));
      const writes = recorder.lines().filter(isWrite);
      assert.deepEqual(writes, [], `the engine was asked; the answer was ${answer.text.slice(0, 400)}`);
      assert.equal(contacts, 0, "somebody was contacted");
      for (const hidden of ["the host's secret", "VICTIM_SECRET", victim, names.otherNetwork, names.volume])
        assert.ok(!answer.text.replace(/"message":"[^\n]*"/, "").includes(hidden), `the answer shows ${hidden}`);
      if (answeredWithout.has(attack.id)) return;
      const last = [...answer.text.matchAll(/^HTTP\/1\.1 ([0-9]{3})/gm)].map((match) => Number(match[1]));
      // Of several requests in one stream of bytes the first one may be an ordinary one.
      const refused =
        last.length === 0 || last.some((status) => status >= 400) || ["frame-009", "hijack-001"].includes(attack.id);
      assert.ok(refused, `answered ${answer.text.slice(0, 300)}`);
    });
  }
  const state = await engine("GET", `/containers/${victim}/json`);
  assert.equal(state.State.Status, "running", "the victim still runs");
  await engine("GET", `/volumes/${names.volume}`);
  await engine("GET", `/networks/${names.otherNetwork}`);
});

test("what ordinary clients send is let through", async (t) => {
  const { Id: ownExec } = await own<{ Id: string }>("POST", `/containers/${scene["C"]}/exec`, { Cmd: ["sleep", "1"] });
  const benign = { ...scene, E: ownExec };
  for (const request of attackCases.filter(({ expected, id }) => expected === "allow" && elsewhere[id] === undefined)) {
    await t.test(`${request.id}: ${request.effect}`, async () => {
      recorder.forget();
      const answer = await sendBytes(guarded.path("agent"), bytesOf(request, benign, tar));
      // The engine may have its own reasons: a name that is too short, or what isn't there any more.
      const asked = recorder.lines().some((line) => line.startsWith(request.method));
      assert.ok(answer.status !== 0 && answer.status < 500, answer.text.slice(0, 600));
      assert.ok(asked || answer.status < 400 || answer.status === 404, answer.text.slice(0, 600));
    });
  }
});
