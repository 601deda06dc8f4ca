import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { GnosisError } from "../kernel/errors.ts";
import { createEngineClient } from "./create-client.ts";
import { fakeEngine } from "./fake-engine.test-support.ts";

const failsWith =
  (code: string, text: RegExp = /./) =>
  (error: unknown) => {
    assert(error instanceof GnosisError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(`${error.message} ${error.next}`, text);
    return true;
  };

test("a missing socket is ENGINE_UNREACHABLE and says what was tried and how to mount it", async () => {
  const client = createEngineClient({ name: "here", kind: "unix", socketPath: "/nowhere/docker.sock" });
  await assert.rejects(client.json("GET", "/info"), failsWith("ENGINE_UNREACHABLE", /\/nowhere\/docker\.sock.*-v /s));
});

test("a socket that nobody listens on is ENGINE_UNREACHABLE, and the client recovers when somebody does", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gd-"));
  const socketPath = join(directory, "s");
  const client = createEngineClient({ name: "here", kind: "unix", socketPath });
  await assert.rejects(client.apiVersion(), failsWith("ENGINE_UNREACHABLE"));
  const server = createServer((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nContent-Length: 2\r\n\r\nOK")),
  ).listen(socketPath);
  await once(server, "listening");
  assert.equal(await client.apiVersion(), "1.44");
  client.close();
  server.close();
  rmSync(directory, { recursive: true });
});

test("the version is the engine's, and never newer than what we know", async () => {
  for (const [offered, spoken] of [
    ["1.40", "1.40"],
    ["1.41", "1.41"],
    ["1.60", "1.51"],
  ] as const) {
    await using engine = await fakeEngine((request, response) => response.end(JSON.stringify(request.url)), offered);
    assert.equal(await engine.client.json("GET", "/info"), `/v${spoken}/info`);
  }
});

test("an engine older than 1.40 is ENGINE_LACKS", async () => {
  await using engine = await fakeEngine(() => {}, "1.39");
  await assert.rejects(engine.client.json("GET", "/info"), failsWith("ENGINE_LACKS", /1\.39/));
});

test("each refusal gets its code and keeps the engine's words", async () => {
  const cases = [
    [404, "/containers/x/json", "No such container: x", "CONTAINER_NOT_FOUND"],
    [404, "/containers/create", "No such image: x:latest", "IMAGE_NOT_FOUND"],
    [404, "/volumes/x", "get x: no such volume", "VOLUME_NOT_FOUND"],
    [404, "/networks/x", "network x not found", "NETWORK_NOT_FOUND"],
    [404, "/exec/x/json", "No such exec instance: x", "EXEC_NOT_FOUND"],
    [404, "/containers/x/archive", "Could not find the file /x in container y", "PATH_NOT_FOUND"],
    [404, "/brand-new", "page not found", "ENGINE_LACKS"],
    [409, "/containers/x", "You cannot remove a running container", "CONFLICT"],
    [500, "/containers/x/start", "Bind for 127.0.0.1:80 failed: port is already allocated", "CONFLICT"],
    [400, "/containers/create", "invalid mount", "ENGINE_REFUSED"],
    [403, "/containers/create", "authorization denied", "ENGINE_REFUSED"],
    [500, "/networks/create", "network name x already used: network already exists", "CONFLICT"],
    [500, "/containers/y/start", "OCI runtime attempted to invoke a command that was not found", "ENGINE_REFUSED"],
    [500, "/info", "boom", "ENGINE_FAILED"],
    [501, "/checkpoints", "not here", "ENGINE_LACKS"],
  ] as const;
  await using engine = await fakeEngine((request, response) => {
    const row = cases.find(([, path, text]) => request.url === `/v1.41${path}` && request.headers["x-case"] === text)!;
    response.writeHead(row[0]).end(JSON.stringify({ message: row[2] }));
  });
  for (const [status, path, text, code] of cases) {
    const thrown = await engine.client
      .json("GET", path, { headers: { "x-case": text } })
      .catch((error: unknown) => error);
    assert(thrown instanceof GnosisError);
    assert.deepEqual([thrown.code, thrown.detail.extra?.["engineStatus"]], [code, status], text);
    // What an engine lacks is named; "page not found" would help nobody.
    assert(thrown.message.includes(code === "ENGINE_LACKS" ? `This engine has no GET ${path}.` : text));
  }
});

test("an engine that does not answer is ENGINE_TIMEOUT, and its request is ended", async () => {
  const ended = Promise.withResolvers<void>();
  await using engine = await fakeEngine((request) => request.once("close", () => ended.resolve()));
  await assert.rejects(engine.client.json("GET", "/info", { timeout: 50 }), failsWith("ENGINE_TIMEOUT", /50 ms/));
  await ended.promise;
  for (const [method, next] of [
    ["GET", /Nothing was changed/],
    ["POST", /may have happened/],
  ] as const)
    await assert.rejects(engine.client.json(method, "/info", { timeout: 50 }), { next });
});

test("aborting ends the engine's request, before and after its answer began", async () => {
  for (const answers of [false, true]) {
    const ended = Promise.withResolvers<void>();
    const seen = Promise.withResolvers<void>();
    await using engine = await fakeEngine((request, response) => {
      request.once("close", () => ended.resolve());
      response.once("close", () => ended.resolve());
      if (answers) response.write('{"a":1}\n');
      seen.resolve();
    });
    const abort = new AbortController();
    const values = engine.client.values("GET", "/events", { signal: abort.signal, timeout: "none" });
    const first = values.next();
    await seen.promise;
    if (answers) assert.deepEqual((await first).value, { a: 1 });
    abort.abort();
    await assert.rejects(answers ? values.next() : first, { name: "AbortError" });
    await ended.promise;
  }
});

test("leaving an iteration early ends the engine's request", async () => {
  const ended = Promise.withResolvers<void>();
  await using engine = await fakeEngine((_request, response) => {
    response.write('{"a":1}\r\n{"a":2}\r\n');
    response.once("close", () => ended.resolve());
  });
  for await (const value of engine.client.values("GET", "/events")) {
    assert.deepEqual(value, { a: 1 });
    break;
  }
  await ended.promise;
});

test("a slow reader slows the engine instead of filling the memory", async () => {
  let sent = 0;
  await using engine = await fakeEngine((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (sent < 64 * 1024 * 1024) {
        sent += chunk.length;
        if (!response.write(chunk)) return response.once("drain", more);
      }
      return response.end();
    };
    more();
  });
  const { body } = await engine.client.open("GET", "/containers/x/logs");
  let last = -1;
  while (last !== sent) {
    last = sent;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert(sent < 8 * 1024 * 1024, `${sent} bytes were taken without anybody reading`);
  body.destroy();
});

test("a stream is sent as it is, whole", async () => {
  await using engine = await fakeEngine(async (request, response) => {
    const hash = createHash("sha256")
      .update(await buffer(request))
      .digest("hex");
    response.end(JSON.stringify({ hash, type: request.headers["content-type"] }));
  });
  const bytes = randomBytes(3_000_000);
  const body = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
  const answer = await engine.client.json("PUT", "/containers/x/archive", { body });
  assert.deepEqual(answer, { hash: createHash("sha256").update(bytes).digest("hex"), type: "application/x-tar" });
});

test("an upload that breaks off is UPLOAD_BROKEN, and one that is refused early gets the refusal", async () => {
  await using engine = await fakeEngine((request, response) => {
    if (request.url!.includes("early")) response.writeHead(400).end('{"message":"not a tar"}');
  });
  const broken = new Readable({ read() {} });
  broken.push("begin");
  setTimeout(() => broken.destroy(), 50);
  await assert.rejects(engine.client.json("POST", "/images/load", { body: broken }), failsWith("UPLOAD_BROKEN"));
  const endless = new Readable({ read() { this.push(Buffer.alloc(1024)); } }); // prettier-ignore
  await assert.rejects(
    engine.client.json("POST", "/early", { body: endless }),
    failsWith("ENGINE_REFUSED", /not a tar/),
  );
  assert(endless.destroyed);
});

test("an answer that breaks off is an error, never a shorter answer", async () => {
  await using engine = await fakeEngine((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("[1,2");
    setTimeout(() => response.destroy(), 50);
  });
  await assert.rejects(engine.client.json("GET", "/containers/json"), failsWith("ENGINE_UNREACHABLE", /broke off/));
});

test("what isn't HTTP or JSON is an error that says so", async () => {
  await using engine = await fakeEngine((_request, response) => response.end("<html>"));
  await assert.rejects(engine.client.json("GET", "/info"), failsWith("ENGINE_FAILED", /not JSON/));
});

test("a name can't change the path", async () => {
  await using engine = await fakeEngine((_request, response) => response.end("{}"));
  for (const path of [
    "/containers/../images/json",
    "/containers//json",
    "/a?b",
    "/a b",
    "/a/%2e%2e/b",
    "/a%2fb",
    "a",
    "/a#b",
  ]) {
    await assert.rejects(engine.client.json("GET", path), failsWith("INPUT_INVALID"), path);
  }
});

test("a kept connection that the engine closed meanwhile is not an error for what only reads", async () => {
  const seen: IncomingMessage[] = [];
  await using engine = await fakeEngine((request, response) => {
    seen.push(request);
    // The second request on a kept connection is cut off unanswered, as by an engine that restarts.
    if (seen.length === 2) request.socket.destroy();
    else response.end('{"ok":true}');
  });
  await engine.client.json("GET", "/info");
  assert.deepEqual(await engine.client.json("GET", "/info"), { ok: true });
});

for (const status of [101, 200]) {
  test(`a tunnel after ${status} keeps the first bytes, carries both ways, and can be half closed`, async () => {
    const directory = mkdtempSync(join(tmpdir(), "gd-"));
    const socketPath = join(directory, "s");
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      let text = "";
      let handed = false;
      socket.on("error", () => {});
      socket.on("data", (data) => {
        text += data.toString();
        if (handed || !text.includes('{"Tty":true}')) return;
        handed = true;
        const line = status === 101 ? "101 UPGRADED" : "200 OK";
        const upgrade = status === 101 ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "";
        text = "";
        socket.write(`HTTP/1.1 ${line}\r\nContent-Type: application/vnd.docker.raw-stream\r\n${upgrade}\r\nhead`);
      });
      socket.on("end", () => socket.end(`:${text}`));
    }).listen(socketPath);
    await once(server, "listening");
    const client = createEngineClient({ name: "x", kind: "unix", socketPath, apiVersion: "1.41" });
    const tunnel = await client.tunnel("POST", "/exec/x/start", { body: { Tty: true } });
    assert.equal(tunnel.contentType, "application/vnd.docker.raw-stream");
    tunnel.socket.end("echo");
    assert.equal((await buffer(tunnel.socket)).toString(), "head:echo");
    client.close();
    server.close();
    rmSync(directory, { recursive: true });
  });
}
