import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadSettings } from "../../config/load.ts";
import { fakeEngine } from "../../engine/fake-engine.test-support.ts";
import { checkDataDirectory } from "./check-data-directory.ts";
import { examine } from "./examine.ts";

const directory = mkdtempSync(join(tmpdir(), "doctor-"));
after(() => rmSync(directory, { recursive: true }));

async function look(argv: string[], environment: Record<string, string> = {}) {
  const all = ["--data-dir", directory, "--port", "1", ...argv];
  const { settings } = await loadSettings({ argv: all, environment: {}, home: directory });
  const found = await examine(settings, environment, ["container.list"]);
  return {
    found,
    worst: (check: string) =>
      found
        .filter((one) => one.check === check && one.severity !== "ok")
        .map(({ severity, message }) => `${severity}: ${message}`),
  };
}

test("an engine that is not there is an error with what to do, and the other checks go on", async () => {
  const { found, worst } = await look([], { DOCKER_HOST: "unix:///nowhere/docker.sock" });
  assert.match(worst("engine default")[0] ?? "", /^error: .*\/nowhere\/docker\.sock/);
  assert.ok(found.every(({ severity, fix }) => severity !== "error" || fix !== undefined));
  assert.ok(found.some(({ check }) => check === "access"));
});

test("an engine without TLS, a clock that is off and a warning of the engine's own are found", async () => {
  await using engine = await fakeEngine((request, response) => {
    const body =
      request.url?.endsWith("/info") === true
        ? {
            ServerVersion: "27",
            SystemTime: "2020-01-01T00:00:00Z",
            Warnings: ["WARNING: API is accessible on http://0.0.0.0:2375 without encryption."],
          }
        : [];
    response.end(JSON.stringify(body));
  });
  const { worst } = await look(["--engine", engine.client.endpoint.address]);
  const told = worst("engine default").join("\n");
  assert.match(told, /clock and ours differ by \d+d/);
  assert.match(told, /error: The engine says: API is accessible/);
});

test("a data directory that others may read, and a bad policy, are found", async () => {
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, "policy.yaml"), "version: 1\nroles:\n  odd:\n    allowed: []\n");
  const { worst } = await look([], { DOCKER_HOST: "unix:///nowhere/docker.sock" });
  assert.match(worst("data directory").join("\n"), /warning: Others may look into/);
  assert.match(worst("policy").join("\n"), /error: .*policy\.yaml/);
});

test("what the data file and its write-ahead log take is told", async () => {
  const own = mkdtempSync(join(tmpdir(), "doctor-size-"));
  try {
    writeFileSync(join(own, "gnosis.db"), Buffer.alloc(3 * 1024 ** 2));
    writeFileSync(join(own, "gnosis.db-wal"), Buffer.alloc(1024 ** 2));
    const told = (await checkDataDirectory(own)).map(({ message }) => message).join("\n");
    assert.match(told, /The data file takes 3 ?MiB, its write-ahead log 1 ?MiB\./);
  } finally {
    rmSync(own, { recursive: true });
  }
});

test("callers without a token are found, worse the more they may do", async () => {
  rmSync(join(directory, "policy.yaml"), { force: true });
  const nowhere = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
  assert.match((await look(["--anonymous-role", "viewer"], nowhere)).worst("access")[0] ?? "", /^warning/);
  assert.match((await look(["--anonymous-role", "admin"], nowhere)).worst("access")[0] ?? "", /^error/);
  assert.match((await look(["--anonymous-role", "nobody"], nowhere)).worst("access")[0] ?? "", /no such role/);
});

test("a port that another program has is an error", async () => {
  const other = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = other.address() as AddressInfo;
    const { settings } = await loadSettings({
      argv: ["--data-dir", directory, "--port", String(port)],
      environment: {},
      home: directory,
    });
    const found = await examine(settings, { DOCKER_HOST: "unix:///nowhere/docker.sock" }, []);
    assert.ok(found.some(({ severity, message }) => severity === "error" && /Another program has port/.test(message)));
  } finally {
    other.closeAllConnections();
    other.close();
  }
});

test("listening beyond loopback is an error until it is allowed", async () => {
  const nowhere = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
  assert.match((await look(["--host", "0.0.0.0"], nowhere)).worst("exposure")[0] ?? "", /^error/);
  assert.match((await look(["--host", "0.0.0.0", "--allow-remote"], nowhere)).worst("exposure")[0] ?? "", /^warning/);
});
