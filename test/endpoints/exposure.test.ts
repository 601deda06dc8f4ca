import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exposureOf } from "../../src/app/engine-look/exposed.ts";
import { runCli } from "../cli/run-cli.ts";
import { socketProxy } from "../support/socket-proxy.ts";

// An engine's port that is open to everybody, on an address of loopback that nothing else looks at.

const host = "127.0.0.2";
const port = 2375;
const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-exposure-"));
writeFileSync(
  join(directory, "config.yaml"),
  JSON.stringify({ endpoints: [{ name: "far", address: `ssh://nobody@${host}:1` }] }),
);
after(() => rmSync(directory, { recursive: true }));

/** What is found of that port on the way to an engine behind it. */
const exposures = () => exposureOf("engine far", { name: "far", kind: "ssh", host });

async function during<T>(server: Server, work: () => Promise<T>): Promise<T> {
  await once(server.listen(port, host), "listening");
  try {
    return await work();
  } finally {
    server.close();
  }
}

test("doctor says that an engine answers without TLS on the host of an SSH endpoint, and what to do", async () => {
  assert.deepEqual(await exposures(), []);
  const open = socketProxy({ host, port });
  await open.open();
  try {
    const { code, output } = await runCli(["doctor", "--format", "json", "--data-dir", directory, "--port", "1"]);
    assert.equal(code, 1, output);
    const { findings } = JSON.parse(output);
    const [found, ...more] = findings.filter((one: any) => one.message.includes(String(port)));
    assert.deepEqual([found?.check, found?.severity], ["engine far", "error"]);
    assert.match(found.message, /An engine answers on 127\.0\.0\.2:2375 without TLS: .* root there/);
    assert.match(found.fix, /hosts: tcp:.*TLS/);
    assert.deepEqual(more, []);
  } finally {
    await open.close();
  }
});

test("something else on that port, and something that says nothing, is no engine and holds nobody up", async () => {
  const other = createHttpServer((_request, response) => response.end("OK"));
  assert.deepEqual(await during(other, exposures), []);
  const silent = createServer((socket) => socket.on("error", () => undefined).unref());
  assert.deepEqual(await during(silent, exposures), []);
});
