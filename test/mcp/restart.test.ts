import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell } from "./connect.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-restart-"));
const token = "a-token-that-stays-the-same-over-a-restart";
const tokenFile = join(directory, "the-token");
writeFileSync(tokenFile, token, { mode: 0o600 });

after(() => rmSync(directory, { recursive: true, force: true }));

test("a client on pipes need not notice that the server was started anew", async () => {
  const env = { GNOSIS_ADMIN_TOKEN_FILE: tokenFile };
  const first = await startServer({ dataDir: directory, env });
  const at: TestServer = { ...first, token };
  const old = await connect(at, { way: "stdio 2025-11-25" });
  const modern = await connect(at, { way: "stdio 2026-07-28" });
  let second: TestServer | undefined;
  try {
    for (const client of [old, modern]) assert.match((await tell(client, "container_list")).text, /containers/);
    await first.stop();
    await assert.rejects(tell(old, "container_list"), /SERVER_UNREACHABLE/);
    second = await startServer({ dataDir: directory, env: { ...env, GNOSIS_PORT: String(first.port) }, wait: false });
    await waitFor("the new server", async () => (await fetch(`${first.url}/health`)).ok);
    for (const client of [old, modern]) {
      const answers = await Promise.all([1, 2, 3].map(() => tell(client, "container_list")));
      for (const { text } of answers) assert.match(text, /containers/);
    }
  } finally {
    await old.close();
    await modern.close();
    await first.stop();
    await second?.stop();
  }
});

test("a client that keeps no session is answered too", async () => {
  const server = await startServer();
  try {
    const response = await fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${server.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        connection: "close",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 7,
        method: "tools/call",
        params: { name: "container_list", arguments: {} },
      }),
    });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /containers, \d+ running/);
  } finally {
    await server.stop();
  }
});
