import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { sendBytes } from "../proxy/support/raw-request.ts";
import { rawCall } from "../support/engine.ts";
import { openScene, type AttackScene } from "./socket-scene.ts";

let open: AttackScene;

before(async () => {
  open = await openScene();
});

after(() => open?.close());

/** Whole requests to begin from: most of them would change something, and the role may change nothing. */
const seeds = (id: string): string[] => [
  `POST /v1.41/containers/${id}/stop?t=1 HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n`,
  `DELETE /v1.41/containers/${id}?force=1 HTTP/1.1\r\nHost: docker\r\n\r\n`,
  'POST /v1.41/containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{"Image":"busybox"}',
  'POST /v1.41/containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{"Image":"busybox"}\r\n0\r\n\r\n',
  `POST /v1.41/containers/${id}/attach?stream=1&stdin=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  "POST /v1.41/images/create?fromImage=busybox&tag=latest HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n",
  "GET /v1.41/containers/json?all=1&filters=%7B%22label%22%3A%5B%22a%22%5D%7D HTTP/1.1\r\nHost: docker\r\n\r\n",
];

/** Pieces that are put into a request at random places. */
const pieces = [
  "\r\n",
  "\n",
  "\r",
  " ",
  "\t",
  "\0",
  "%2f",
  "%00",
  "..",
  "//",
  ";",
  "&",
  "#",
  "?",
  ":",
  "Upgrade: tcp\r\n",
  "Content-Length: 5\r\n",
];
const more = [
  "Transfer-Encoding: chunked\r\n",
  "Host: b\r\n",
  "0\r\n\r\n",
  "ffffffff\r\n",
  "GET / HTTP/1.1\r\n\r\n",
  "\u00ff\u00fe",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

test("whatever bytes come, nothing undecided reaches the engine, and the socket goes on", async () => {
  const { guarded, recorder, scene } = open;
  const path = guarded.path("viewer");
  const edit = fc.record({
    at: fc.nat(400),
    remove: fc.nat(12),
    put: fc.oneof(fc.constantFrom(...pieces, ...more), fc.string({ unit: "binary", maxLength: 8 })),
  });
  recorder.forget();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds(scene["V64"] ?? "")),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      async (seed, edits) => {
        let bytes = seed;
        for (const { at, remove, put } of edits) {
          const place = at % (bytes.length + 1);
          bytes = bytes.slice(0, place) + put + bytes.slice(place + remove);
        }
        await sendBytes(path, Buffer.from(bytes, "latin1"), 25, 150);
        const writes = recorder.lines().filter((line) => !/^(GET|HEAD) /.test(line));
        assert.deepEqual(writes, [], JSON.stringify(bytes));
      },
    ),
    { numRuns: 250 },
  );
  const alive = await rawCall("GET", "/_ping", { socketPath: path });
  alive.resume();
  assert.equal(alive.statusCode, 200);
});

test("random bytes end in a refusal or a closed connection", async () => {
  const path = open.guarded.path("viewer");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const answer = await sendBytes(path, Buffer.from(bytes), 25, 150);
      assert.ok(answer.status === 0 || answer.status >= 400, answer.text);
    }),
    { numRuns: 60 },
  );
});
