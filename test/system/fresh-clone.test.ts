import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { createContainer, removeOwn } from "../support/engine.ts";
import { searchPath } from "../support/prepare/program.ts";
import { freePort } from "../support/server.ts";
import { socketProxy } from "../support/socket-proxy.ts";
import { waitFor } from "../support/wait-for.ts";

const project = join(import.meta.dirname, "../..");
const notCloned = new Set(["node_modules", ".git", ".cache", "dist", "admin-token"]);

const scratch = mkdtempSync(join(tmpdir(), "gnosis-docker-clone-"));
after(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await removeOwn();
});

/** The search path without this project's own programs: the machine's Node and npm. */
const outerPath = searchPath
  .split(":")
  .filter((directory) => !directory.includes("node_modules"))
  .join(":");

test(
  "npm start in a fresh clone serves without an engine, says what it tried, and recovers when one appears",
  { timeout: 540_000 },
  async () => {
    const clone = join(scratch, "clone");
    cpSync(project, clone, { recursive: true, filter: (path) => path === project || !notCloned.has(basename(path)) });
    assert.equal(existsSync(join(clone, "node_modules")), false);

    const engine = socketProxy(join(scratch, "engine.sock"));
    const port = await freePort();
    const token = "a-token-of-this-test-with-more-than-32-characters";
    const tokenFile = join(scratch, "token");
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NODE_|DOCKER_)/.test(name) || name === "NODE_EXTRA_CA_CERTS",
    );
    const npm = spawn("npm", ["start"], {
      cwd: clone,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(kept),
        PATH: outerPath,
        DOCKER_HOST: `unix://${engine.path}`,
        GNOSIS_PORT: String(port),
        GNOSIS_DATA_DIR: join(scratch, "data"),
        GNOSIS_ADMIN_TOKEN_FILE: tokenFile,
      },
    });
    let output = "";
    for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (part) => (output += part));
    const ended = new Promise((resolve) => npm.once("close", resolve));
    const call = client(`http://127.0.0.1:${port}`, token);
    try {
      const health = await waitFor(
        "npm start to serve",
        async () => {
          assert.equal(npm.exitCode, null, output);
          return call("GET", "/health");
        },
        { bound: 480_000, every: 500 },
      );
      assert.equal(health.status, 200);

      const unready = await call("GET", "/readyz");
      assert.equal(unready.status, 503);
      assert.match(unready.text, /engine\.sock/);

      const refused = await call("GET", "/api/containers");
      assert.equal(refused.status, 503);
      assert.equal(refused.body.code, "ENGINE_UNREACHABLE");
      assert.match(refused.text, /engine\.sock/, "the answer says what was tried");
      assert.ok(refused.body.next, "the answer says what to do");

      await engine.open();
      await waitFor("/readyz to be ready", async () => (await call("GET", "/readyz")).status === 200);
      const { id } = await createContainer();
      const restarted = await call("POST", `/api/containers/${id}/restart`, {});
      assert.equal(restarted.status, 200, restarted.text);

      await engine.close();
      await waitFor("/readyz to notice", async () => (await call("GET", "/readyz")).status === 503);
      assert.equal((await call("POST", `/api/containers/${id}/restart`, {})).body.code, "ENGINE_UNREACHABLE");
      await engine.open();
      await waitFor("/readyz to be ready again", async () => (await call("GET", "/readyz")).status === 200);
    } catch (error) {
      throw new Error(`npm start printed:\n${output.slice(-4000)}`, { cause: error });
    } finally {
      await engine.close();
      // npm alone gets the signal, as it does from a supervisor: what it started has to end too, and its output with it.
      npm.kill("SIGTERM");
      await ended;
    }
    await waitFor("the server to be gone", () =>
      call("GET", "/health").then(
        () => false,
        () => true,
      ),
    );
  },
);
