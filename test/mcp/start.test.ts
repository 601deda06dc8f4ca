import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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

test("the bridge starts without the catalogue, the schema library and the protocol's code: a client waits for it", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, main, "mcp"], {
    input: "",
    env: { ...process.env, GNOSIS_DOCKER_URL: "http://127.0.0.1:1", GNOSIS_DOCKER_TOKEN: "none" },
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /stdio\/bridge\.ts/);
  assert.doesNotMatch(stderr, /src\/operations\/|node_modules\/|src\/guard\//);
});
