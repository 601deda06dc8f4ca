import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { bytes, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { startGuarded, type Guarded } from "./support/guarded.ts";

const policy = `version: 1
roles:
  slow:
    allow: ["risk:read", "container.*"]
    scope: [{ owned: true }, { kind: image }]
    containment: { level: baseline }
    rates:
      - { operations: container.create, perMinute: 2 }
      - { operations: container.exec, perMinute: 1 }
`;

let guarded: Guarded;
/** A head that never ends: how the connection ended, and after how many milliseconds. */
let slowHead: Promise<{ readonly text: string; readonly after: number }>;

before(async () => {
  guarded = await startGuarded({ roles: ["slow", "admin"], policy });
  slowHead = sendSlowHead();
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
});

async function sendSlowHead(): Promise<{ readonly text: string; readonly after: number }> {
  const began = performance.now();
  const socket = connect(guarded.path("admin"));
  let text = "";
  socket.on("data", (part) => (text += part.toString())).on("error", () => undefined);
  socket.write("GET /_ping HTTP/1.1\r\nHost: docker\r\n");
  const dribble = setInterval(() => socket.write("X-Slow: a\r\n"), 1_000);
  await once(socket, "close");
  clearInterval(dribble);
  return { text, after: performance.now() - began };
}

async function ask(role: string, method: string, path: string, body?: unknown) {
  const answer = await rawCall(method, path, {
    socketPath: guarded.path(role),
    ...(body === undefined ? {} : { body }),
  });
  const text = (await bytes(answer)).toString();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    value: text === "" ? undefined : JSON.parse(text),
  };
}

const create = () =>
  ask("slow", "POST", `/containers/create?name=${uniqueName()}`, {
    Image: "busybox:latest",
    Cmd: ["sleep", "600"],
    Labels: labels,
  });

test("a rate of the policy ends in 429 with the rule's name and when to call again", async () => {
  const made = [await create(), await create()];
  assert.deepEqual(
    made.map(({ status }) => status),
    [201, 201],
  );
  const third = await create();
  assert.equal(third.status, 429, third.text);
  assert.match(
    third.text,
    /container\.create may be called 2 times a minute.*\[rule slow\.rates\[0\]\].*Call again in/,
  );
  assert.ok(Number(third.headers["retry-after"]) > 0);
  const id = made[0]?.value.Id;
  assert.equal((await ask("slow", "POST", `/containers/${id}/start`)).status, 204);
  // The start of an exec is part of the one call that its making was.
  const exec = await ask("slow", "POST", `/containers/${id}/exec`, { Cmd: ["true"] });
  assert.equal(exec.status, 201, exec.text);
  assert.equal((await ask("slow", "POST", `/exec/${exec.value.Id}/start`, { Detach: true })).status, 200);
  assert.equal((await ask("slow", "POST", `/containers/${id}/exec`, { Cmd: ["true"] })).status, 429);
});

test("/metrics counts each socket's requests, refusals, streams and bytes, and times its decisions", async () => {
  const path = "/containers/json";
  for (const role of ["slow", "admin"]) await ask(role, "GET", path);
  await ask("slow", "POST", "/swarm/init", {});
  const answer = await fetch(`${guarded.server.url}/metrics`, {
    headers: { authorization: `Bearer ${guarded.server.token}` },
  });
  const text = await answer.text();
  const figure = (line: RegExp): number => Number(line.exec(text)?.[1] ?? NaN);
  assert.ok(figure(/gnosis_docker_socket_requests_total\{socket="slow",outcome="ok"\} (\d+)/) >= 1, text.slice(-2_000));
  assert.ok(figure(/gnosis_docker_socket_denials_total\{socket="slow",code="FORBIDDEN"\} (\d+)/) >= 1);
  assert.ok(figure(/gnosis_docker_socket_denials_total\{socket="slow",code="LIMIT_REACHED"\} (\d+)/) >= 1);
  assert.ok(figure(/gnosis_docker_socket_decision_seconds_count\{socket="admin"\} (\d+)/) >= 1);
});

test("a body beyond the bound is answered with 413, which a client that sends everything first can read", async () => {
  const chunk = Buffer.alloc(65_536, 0x20);
  for (const framing of ["chunked", "length"]) {
    const socket = connect(guarded.path("admin"));
    // One for each part that is waited for.
    socket.setMaxListeners(200);
    let text = "";
    socket.on("error", (error) => (text += String(error)));
    const head = framing === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${chunk.length * 64}`;
    socket.write(
      `POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n${head}\r\n\r\n`,
    );
    for (let at = 0; at < 64; at++) {
      const part =
        framing === "chunked" ? Buffer.concat([Buffer.from("10000\r\n"), chunk, Buffer.from("\r\n")]) : chunk;
      if (!socket.write(part)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
    }
    if (framing === "chunked") socket.write("0\r\n\r\n");
    socket.on("data", (part) => (text += part.toString()));
    await once(socket, "close");
    assert.match(text, /^HTTP\/1\.1 413 [^]*larger than 1048576 bytes/, `${framing}: ${text.slice(0, 300)}`);
  }
});

test("a head that comes drop by drop ends its connection, while others are served", async () => {
  assert.equal((await ask("admin", "GET", "/info")).status, 200);
  const { text } = await slowHead;
  assert.ok(!text.includes("200 OK"), text);
});
