import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const main = join(import.meta.dirname, "../../src/app/main.ts");

/** Says every module that is loaded from a file. */
const hook = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from "node:module";
const loaded = [];
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
process.on("exit", () => console.error(loaded.join("\\n")));
`)}`;

/** Starts the program with a client that goes at once, and gives what was loaded. */
function loadedBy(args: readonly string[], env: Readonly<Record<string, string>>): string {
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, main, "mcp", ...args], {
    input: "",
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stderr;
}

test("the bridge starts without the catalogue, the schema library and the protocol's code: a client waits for it", () => {
  const loaded = loadedBy([], { GNOSIS_DOCKER_URL: "http://127.0.0.1:1", GNOSIS_DOCKER_TOKEN: "none" });
  assert.match(loaded, /stdio\/bridge\.ts/);
  assert.doesNotMatch(loaded, /src\/operations\/|node_modules\/|src\/guard\//);
});

test("who serves on its pipes alone loads nothing of ports, sockets, dashboard and figures", () => {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-start-"));
  try {
    const loaded = loadedBy(["--alone"], { GNOSIS_DATA_DIR: directory });
    assert.match(loaded, /stdio\/alone\.ts/);
    assert.doesNotMatch(
      loaded,
      /src\/surfaces\/(?:dashboard|rest|http)\/|src\/proxy\/(?:listen|forward)\/|node_modules\/(?:hono|ws|prom-client)\//,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
