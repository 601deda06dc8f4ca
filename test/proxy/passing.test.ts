import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bytes, createContainer, engine, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";
import { startGuarded, type Guarded } from "./support/guarded.ts";
import { requestBytes, sendBytes } from "./support/raw-request.ts";

let guarded: Guarded;
let socketPath: string;

before(async () => {
  guarded = await startGuarded({ roles: ["admin", "viewer"] });
  socketPath = guarded.path("admin");
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
});

/** Opens a connection, sends a request and waits for the head of the answer. */
async function handOver(request: Buffer): Promise<{ socket: Socket; head: string }> {
  const socket = connect({ path: socketPath, allowHalfOpen: true });
  socket.write(request);
  const [first] = (await once(socket, "data")) as [Buffer];
  const text = first.toString("latin1");
  const end = text.indexOf("\r\n\r\n") + 4;
  if (end < first.length) socket.unshift(first.subarray(end));
  return { socket, head: text.slice(0, end) };
}

const attachTo = (id: string, headers: Record<string, string>): Buffer =>
  requestBytes("POST", `/v1.41/containers/${id}/attach?stream=1&stdin=1&stdout=1`, {
    ...headers,
    "Content-Length": "0",
  });

async function reader(): Promise<string> {
  const { id } = await createContainer({
    command: ["sh", "-c", "cat; echo done"],
    config: { OpenStdin: true, StdinOnce: true },
    start: false,
  });
  return id;
}

for (const [what, headers, status] of [
  ["with an upgrade", { Connection: "Upgrade", Upgrade: "tcp" }, "101"],
  ["without one", {}, "200"],
] as const)
  test(`attach ${what} is answered with ${status}, and the end of the input leaves the output open`, async () => {
    const id = await reader();
    const { socket, head } = await handOver(attachTo(id, headers));
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(head, /application\/vnd\.docker\.(raw|multiplexed)-stream/);
    await engine("POST", `/containers/${id}/start`);
    socket.end("all of it\n");
    const output = (await bytes(socket)).toString();
    assert.match(output, /all of it\n/);
    assert.match(output, /done\n/);
  });

test("what comes before the answer to a hand-over is not passed on", async () => {
  const id = await reader();
  const early = Buffer.concat([attachTo(id, { Connection: "Upgrade", Upgrade: "tcp" }), Buffer.from("smuggled\n")]);
  const { text } = await sendBytes(socketPath, early);
  assert.ok(!text.includes("smuggled"), text);
});

test("a failed hand-over is an ordinary answer, and the connection goes on with HTTP", async () => {
  const refused = attachTo("absent", { Connection: "Upgrade", Upgrade: "tcp" });
  const answer = await sendBytes(socketPath, refused);
  assert.equal(answer.status, 404);
  assert.match(answer.text, /No such container: absent/);
  const exec = requestBytes(
    "POST",
    `/v1.41/exec/${"a".repeat(64)}/start`,
    { "Content-Type": "application/json" },
    "{}",
  );
  const missing = await sendBytes(socketPath, exec);
  assert.equal(missing.status, 404);
  assert.match(missing.text, /No such exec instance/);
});

test("an answer of many bytes arrives whole, and a reader that stops makes nothing grow", async () => {
  const size = 64 * 1024 * 1024;
  const { id } = await createContainer({
    command: ["sh", "-c", `head -c ${size} /dev/urandom > /big; echo made; sleep 600`],
  });
  await waitFor("the file", async () =>
    (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=1`))).toString().includes("made"),
  );
  // One after the other: the engine locks a container while it archives.
  const ours = await bytes(await rawCall("GET", `/containers/${id}/archive?path=/big`, { socketPath }));
  const theirs = await bytes(await rawCall("GET", `/containers/${id}/archive?path=/big`));
  assert.ok(ours.equals(theirs), `${ours.length} of ${theirs.length} bytes`);
  const used = async (): Promise<number> =>
    Number(
      /^process_resident_memory_bytes ([0-9.e+]+)/m.exec((await guarded.server.call("GET", "/metrics")).text)?.[1] ?? 0,
    );
  const before = await used();
  const stopped = await rawCall("GET", `/containers/${id}/archive?path=/big`, { socketPath });
  stopped.pause();
  await new Promise((done) => setTimeout(done, 1_500));
  assert.ok((await used()) - before < size / 2, "the answer piles up in memory");
  stopped.destroy();
});

test("an upload that the engine refuses is answered, not cut off", async () => {
  const { id } = await createContainer();
  const answer = await rawCall("PUT", `/containers/${id}/archive?path=/nowhere`, {
    socketPath,
    body: Buffer.alloc(4 * 1024 * 1024),
  });
  assert.equal(answer.statusCode, 404);
  assert.match((await bytes(answer)).toString(), /nowhere/);
});

test("a client that goes away ends its stream at the engine", async () => {
  const { id } = await createContainer();
  const follow = await rawCall("GET", `/containers/${id}/logs?follow=1&stdout=1`, { socketPath });
  follow.destroy();
  const events = await rawCall("GET", "/events", { socketPath });
  events.destroy();
  const wait = await rawCall("POST", `/containers/${id}/wait`, { socketPath });
  wait.destroy();
  // What is left open would keep the server from stopping in time, and the next call from being answered.
  assert.equal((await rawCall("GET", "/_ping", { socketPath })).resume().statusCode, 200);
});

test("an image's tags, volumes and networks are there for the next request", async () => {
  const name = uniqueName("made");
  const own = (method: string, path: string, body?: unknown): Promise<any> =>
    engine(method, path, body, { socketPath });
  await own("POST", "/volumes/create", { Name: name, Labels: labels });
  assert.ok((await own("GET", "/volumes")).Volumes.some((volume: { Name: string }) => volume.Name === name));
  await own("POST", "/networks/create", { Name: name, Labels: labels });
  assert.ok((await own("GET", "/networks")).some((network: { Name: string }) => network.Name === name));
  await own("DELETE", `/volumes/${name}`);
  assert.ok(!((await own("GET", "/volumes")).Volumes ?? []).some((volume: { Name: string }) => volume.Name === name));
  await own("POST", `/images/busybox/tag?repo=${name}&tag=1`);
  assert.ok(
    (await own("GET", "/images/json")).some((image: { RepoTags: string[] }) => image.RepoTags?.includes(`${name}:1`)),
  );
  await own("DELETE", `/images/${name}:1`);
});

test("who may not run commands in a container gets its environment masked", async () => {
  const { id } = await createContainer({ env: ["DATABASE_URL=postgres://u:hunter22@db/x"] });
  const environment = async (role: string): Promise<string> =>
    JSON.stringify(
      (await engine("GET", `/containers/${id}/json`, undefined, { socketPath: guarded.path(role) })).Config.Env,
    );
  assert.match(await environment("admin"), /hunter22/);
  assert.match(await environment("viewer"), /DATABASE_URL/);
  assert.doesNotMatch(await environment("viewer"), /hunter22/);
});

test("the version is the engine's own in every version of the API, and every question for it is recorded", async () => {
  const recorded = async (): Promise<number> => {
    const { body } = await guarded.server.call("GET", "/api/audit?operation=system.version&caller=admin");
    return body.total;
  };
  const before = await recorded();
  for (const path of ["/version", "/version", "/v1.30/version", "/v1.41/version"]) {
    const [raw, ours] = await Promise.all([rawCall("GET", path), rawCall("GET", path, { socketPath })]);
    assert.deepEqual(JSON.parse((await bytes(ours)).toString()), JSON.parse((await bytes(raw)).toString()));
    for (const name of ["api-version", "content-type", "docker-experimental", "ostype", "server"])
      assert.equal(ours.headers[name], raw.headers[name], name);
  }
  await waitFor("four records", async () => (await recorded()) === before + 4);
});

test("an engine that is gone is said so with 502", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gd-gone-"));
  const path = join(directory, "engine.sock");
  const gone = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => gone.listen(path, done));
  const lonely = await startGuarded({ roles: ["admin"], engine: path });
  try {
    const answer = await rawCall("GET", "/containers/json", { socketPath: lonely.path("admin") });
    assert.equal(answer.statusCode, 502);
    assert.match((await bytes(answer)).toString(), /can't be reached/);
  } finally {
    await lonely.stop();
    gone.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
