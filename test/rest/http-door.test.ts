import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { startServer, type TestServer } from "../support/server.ts";

// What is odd about a request before anybody looks at what it asks for.

let server: TestServer;

before(async () => {
  server = await startServer();
});

after(() => server?.stop());

/** Sends exact bytes and gives the statuses of all answers. */
function statuses(text: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    const read = (): readonly number[] =>
      [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    const timer = setTimeout(() => socket.destroy(), 10_000);
    socket.on("error", () => undefined);
    socket.on("data", (part) => (answer += part.toString("latin1")));
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(read());
    });
    socket.end(text);
  });
}

const host = "Host: localhost\r\n";
const upgrade =
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";

test("an offer of HTTP/2 in an ordinary request is left alone, and the request answered", async () => {
  const offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
  assert.deepEqual(await statuses(`GET /health HTTP/1.1\r\n${host}${offer}\r\n`), [200]);
});

test("a name that was made to lead here, a second host and a target with a host of its own are refused, however many headers stand before", async () => {
  for (const [target, headers] of [
    ["/health", "Host: evil.example\r\n"],
    ["/health", `${host}Host: evil.example\r\n`],
    ["/health", `${host}${"a:\r\n".repeat(1500)}Host: evil.example\r\n`],
    ["/health", "Host: localhost.\r\n"],
    ["http://evil.example/health", host],
    ["http://localhost/health", host],
    ["/metrics", "Host: evil.example\r\n"],
    ["/mcp", "Host: evil.example\r\n"],
  ] as const)
    assert.deepEqual(
      await statuses(`GET ${target} HTTP/1.1\r\n${headers}\r\n`),
      [403],
      `${target} ${headers.slice(0, 60)}`,
    );
});

test("a page's socket is for the server's own pages", async () => {
  for (const headers of [
    host,
    `${host}Origin: http://evil.example\r\n`,
    `${host}Origin: null\r\n`,
    "Host: evil.example\r\nOrigin: http://evil.example\r\n",
    `${host}Origin: http://localhost:1\r\n`,
  ])
    assert.deepEqual(await statuses(`GET /ui/socket HTTP/1.1\r\n${headers}${upgrade}\r\n`), [403], headers);
  assert.deepEqual(
    await statuses(`GET /ui/socket HTTP/1.1\r\n${host}Origin: http://localhost\r\n${upgrade}\r\n`),
    [401],
  );
});

test("lengths that contradict each other end the connection, and what comes behind is no request", async () => {
  const behind = `GET /health HTTP/1.1\r\n${host}\r\n`;
  for (const framing of [
    "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Content-Length: 0\r\nContent-Length: 4\r\n\r\n",
    "Transfer-Encoding: xchunked\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "Content-Length: +4\r\n\r\n",
  ]) {
    const answers = await statuses(
      `POST /api/containers HTTP/1.1\r\n${host}Content-Type: application/json\r\n${framing}${behind}`,
    );
    assert.ok(!answers.includes(200), `${framing}: ${answers.join()}`);
  }
});

test("a request that another site makes is refused on every door, before who asks is looked at", async () => {
  for (const path of ["/api/containers", "/mcp", "/ui/sign-in", "/ui/sign-out"])
    for (const from of [
      "Origin: http://evil.example\r\n",
      "Origin: null\r\n",
      "Sec-Fetch-Site: cross-site\r\n",
      "Sec-Fetch-Site: same-site\r\n",
    ])
      assert.deepEqual(
        await statuses(
          `POST ${path} HTTP/1.1\r\n${host}${from}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
        ),
        [403],
        `${path} ${from}`,
      );
});
