import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  createContainer,
  inspectContainer,
  labels,
  removeOwn,
  type TestContainer,
  uniqueName,
} from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

// The calls and the answer fields that clients of the service before this one rely on.

let server: TestServer;
let web: TestContainer;
before(async () => {
  server = await startServer();
  web = await createContainer({ command: ["sh", "-c", "trap 'exit 0' TERM; seq 1 150; while :; do sleep 1; done"] });
});
after(async () => {
  await server.stop();
  await removeOwn();
});

const get = (path: string) => server.call("GET", path);
const post = (path: string, body?: unknown) => server.call("POST", path, body);

test("/health is healthy with a time and without a token", async () => {
  const { status, body } = await fetch(`${server.url}/health`).then(async (answer) => ({
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown>,
  }));
  assert.equal(status, 200);
  assert.equal(body["status"], "healthy");
  assert.ok(!Number.isNaN(Date.parse(String(body["timestamp"]))));
});

test("/api/help lists what can be called", async () => {
  const { body } = await get("/api/help");
  assert.equal(body.service, "Gnosis Docker API");
  assert.equal(typeof body.endpoints["GET /api/containers"], "string");
});

test("the list has short ids, plain names, states and a total", async () => {
  const { status, body } = await get("/api/containers");
  assert.equal(status, 200);
  assert.equal(body.total, body.containers.length);
  const own = body.containers.find((one: { name: string }) => one.name === web.name);
  assert.equal(own.id, web.id.slice(0, 12));
  assert.equal(own.status, "running");
  assert.equal(own.state.Running, true);
  assert.equal(typeof own.created, "string");
  assert.equal(typeof own.labels, "object");
});

test("the list can be narrowed by status", async () => {
  const { body } = await get("/api/containers?all=true&status=running");
  assert.ok(body.containers.every((one: { status: string }) => one.status === "running"));
});

test("a container is read by name, id and prefix, with everything that clients show", async () => {
  for (const reference of [web.name, web.id, web.id.slice(0, 12)]) {
    const { status, body } = await get(`/api/containers/${reference}`);
    assert.equal(status, 200);
    assert.equal(body.full_id, web.id);
    for (const field of ["ports", "mounts", "env", "cmd", "restart_policy", "resources"])
      assert.ok(field in body, field);
  }
});

test("a missing container is 404 with an error text", async () => {
  const { status, body } = await get("/api/containers/no-such-container");
  assert.equal(status, 404);
  assert.match(body.error, /Container not found/);
});

test("stop, start and restart answer with a message, with and without a body, also when there is nothing to do", async () => {
  for (const [action, body, word] of [
    ["stop", { timeout: 1 }, "stopped"],
    ["stop", {}, "stopped"],
    ["start", undefined, "started"],
    ["start", undefined, "started"],
    ["restart", { timeout: 1 }, "restarted"],
    ["restart", undefined, "restarted"],
  ] as const) {
    const answer = await post(`/api/containers/${web.name}/${action}`, body);
    assert.equal(answer.status, 200, `${action}: ${answer.text}`);
    assert.match(answer.body.message, new RegExp(`${word} successfully`));
  }
  assert.equal((await inspectContainer(web.id)).State.Running, true);
});

test("logs come as one text with as many lines as were asked for", async () => {
  const { status, body } = await get(`/api/containers/${web.name}/logs?tail=5`);
  assert.equal(status, 200);
  assert.equal(body.container_id, web.name);
  assert.equal(body.logs.trimEnd().split("\n").length, 5);
});

test("stats come at once, and for a stopped container too", async () => {
  const { status, body } = await get(`/api/containers/${web.name}/stats`);
  assert.equal(status, 200);
  assert.equal(body.container_id, web.name);
  for (const field of ["cpu_percent", "memory_usage", "memory_limit", "memory_percent", "network", "block_io"]) {
    assert.ok(field in body.stats, field);
  }
});

test("a container is created, run and removed with the fields that clients send", async () => {
  const name = uniqueName();
  const created = await post("/api/containers/create", {
    image: "busybox",
    name,
    command: "sleep 3600",
    environment: { A: "postgres://u@h/d?a=1&b=2" },
    restart_policy: { Name: "no", MaximumRetryCount: 0 },
    mem_limit: "64m",
    working_dir: "/tmp",
    labels,
  });
  assert.equal(created.status, 201, created.text);
  assert.equal(created.body.message, "Container created successfully");
  assert.equal(created.body.container.id.length, 64);
  assert.equal(created.body.container.status, "created");
  const removed = await server.call("DELETE", `/api/containers/${name}?force=true&volumes=true`);
  assert.equal(removed.status, 200);
  assert.match(removed.body.message, /removed successfully/);

  const ran = await post("/api/containers/run", {
    image: "busybox",
    command: ["echo", "hello"],
    detach: false,
    remove: true,
    labels,
  });
  assert.equal(ran.status, 201, ran.text);
  assert.match(ran.body.container.logs, /hello/);
});

test("what is wrong with a request is the client's error, with an error text", async () => {
  const cases: [string, string, unknown][] = [
    ["POST", "/api/containers/create", {}],
    ["POST", "/api/containers/create", { image: "no-such-image:1", labels }],
    ["POST", `/api/containers/${web.name}/stop`, { timeout: "soon" }],
    ["GET", "/api/containers?status=banana", undefined],
    ["DELETE", `/api/containers/${web.name}`, undefined],
  ];
  for (const [method, path, body] of cases) {
    const answer = await server.call(method, path, body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}: ${answer.status} ${answer.text}`);
    assert.equal(typeof answer.body.error, "string");
  }
});

test("images are listed with tags, sizes and labels", async () => {
  const { status, body } = await get("/api/images");
  assert.equal(status, 200);
  assert.equal(body.total, body.images.length);
  const busybox = body.images.find((image: { tags: string[] }) => image.tags.includes("busybox:latest"));
  assert.match(busybox.id, /^sha256:[0-9a-f]{12}$/);
  for (const field of ["created", "size", "labels"]) assert.ok(field in busybox, field);
});

test("X-Forwarded-For, a foreign Host and a foreign Origin open nothing", async () => {
  const anonymous = await fetch(`${server.url}/api/containers`, { headers: { "x-forwarded-for": "127.0.0.1" } });
  assert.equal(anonymous.status, 401);
  for (const header of [{ origin: "http://evil.example" }, { origin: "http://localhost.evil.example" }]) {
    const answer = await server.call("POST", `/api/containers/${web.name}/start`, undefined, header);
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  }
});
