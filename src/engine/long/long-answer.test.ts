import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { tcpTransport } from "../transport/tcp.ts";
import type { Transport } from "../transport/transport.ts";
import { unixTransport } from "../transport/unix.ts";
import { LongAnswer } from "./long-answer.ts";

/** Listens on a Unix socket and on TCP, and answers every request with `answer`. */
async function engine(
  t: TestContext,
  answer: (socket: Socket, request: string) => void,
): Promise<readonly Transport[]> {
  const directory = mkdtempSync(join(tmpdir(), "gd-long-"));
  const listen = async (...at: [string] | [number, string]): Promise<ReturnType<typeof createServer>> => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined).once("data", (data) => answer(socket, data.toString()));
    });
    t.after(() => server.close());
    await new Promise<void>((done) => server.listen(...(at as [string]), done));
    return server;
  };
  const socketPath = join(directory, "e.sock");
  await listen(socketPath);
  const address = (await listen(0, "127.0.0.1")).address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return [unixTransport({ socketPath }), tcpTransport({ host: "127.0.0.1", port })];
}

const chunkedHead = "HTTP/1.1 200 OK\r\nDate: today\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
const chunk = (data: string): string => `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`;

async function opened(transport: Transport, signal?: AbortSignal): Promise<LongAnswer> {
  const answer = await LongAnswer.open(transport, "/v1.41/logs", signal);
  assert.ok(answer);
  return answer;
}

test("a body is given whole, whichever framing it has and however it is cut", async (t) => {
  const answers = [
    [chunkedHead, chunk("one\n"), "4\r\nt", "wo\n\r\n", "0\r\n\r\n"],
    ["HTTP/1.1 200 OK\r\nContent-Le", "ngth: 8\r\n\r\none\n", "two\n"],
    ["HTTP/1.1 200 OK\r\n\r\n", "one\ntwo\n"],
    ["HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\none\ntwo\nmore that nobody asked for"],
  ];
  for (const parts of answers) {
    const ways = await engine(t, (socket) => {
      void (async () => {
        for (const part of parts) {
          socket.write(part);
          await sleep(3);
        }
        socket.end();
      })();
    });
    for (const way of ways) assert.equal(await text((await opened(way)).body()), "one\ntwo\n", parts.join("|"));
  }
});

test("many small chunks are read together, and none is lost", async (t) => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at}\n`);
  const ways = await engine(t, (socket) => {
    socket.write(chunkedHead);
    for (const line of lines) socket.write(chunk(line));
    socket.end("0\r\n\r\n");
  });
  for (const way of ways) {
    let pieces = 0;
    let all = "";
    for await (const piece of (await opened(way)).body()) {
      pieces++;
      all += String(piece);
    }
    assert.equal(all, lines.join(""));
    assert.ok(pieces < lines.length / 20, `${pieces} pieces`);
  }
});

test("a body that ends in its middle fails instead of looking whole", async (t) => {
  for (const start of [`${chunkedHead}${chunk("one\n")}`, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none\n"]) {
    const ways = await engine(t, (socket) => void socket.end(start));
    for (const way of ways) await assert.rejects(text((await opened(way)).body()), /ended in its middle/);
  }
});

test("any answer but 200, and none at all, is nothing: the ordinary way says why", async (t) => {
  for (const answer of [
    "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "nonsense\r\n\r\n",
    "",
  ]) {
    const ways = await engine(t, (socket) => void socket.end(answer));
    for (const way of ways) assert.equal(await LongAnswer.open(way, "/"), undefined);
  }
  assert.equal(await LongAnswer.open(unixTransport({ socketPath: "/nowhere/e.sock" }), "/"), undefined);
});

test("the request is one GET on a connection of its own, and the headers of that connection are not passed on", async (t) => {
  let asked = "";
  const [way] = await engine(t, (socket, request) => {
    asked = request;
    socket.end(`${chunkedHead}0\r\n\r\n`);
  });
  const answer = await opened(way!);
  assert.equal(asked, "GET /v1.41/logs HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n");
  assert.deepEqual(answer.head, ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"]);
  assert.equal(await text(answer.body()), "");
});

test("an aborted signal ends the body with its reason, and the connection", async (t) => {
  const ended: Promise<unknown>[] = [];
  const ways = await engine(t, (socket) => {
    ended.push(new Promise((done) => socket.once("close", done)));
    socket.write(`${chunkedHead}${chunk("one\n")}`);
  });
  for (const way of ways) {
    const stop = new AbortController();
    const body = (await opened(way, stop.signal)).body(stop.signal);
    await new Promise((done) => body.once("data", done));
    const broken = new Promise((done) => body.once("error", done));
    const reason = new Error("enough");
    stop.abort(reason);
    assert.equal(await broken, reason);
    await ended.at(-1);
  }
});

test("a reader that does not read holds the writer up instead of the memory", async (t) => {
  let written = 0;
  const ways = await engine(t, (socket) => {
    socket.write(chunkedHead);
    const line = chunk("x".repeat(60_000));
    const more = (): void => {
      while (!socket.destroyed && socket.write(line, () => void written++));
    };
    socket.on("drain", more);
    more();
  });
  for (const way of ways) {
    written = 0;
    const body = (await opened(way)).body();
    body.once("readable", () => undefined);
    await sleep(200);
    assert.ok(written < 300, `${written} chunks of 60 kB were taken`);
    body.destroy();
  }
});
