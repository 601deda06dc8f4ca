import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer } from "../support/containers.ts";
import { waitFor } from "../support/wait-for.ts";
import { cleanEnvironment, program, runCli } from "./run-cli.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-socket-"));
after(async () => {
  rmSync(directory, { recursive: true, force: true });
  await removeOwn();
});

const ask = (socketPath: string, method: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    asked.on("error", reject);
    asked.end();
  });

test("one guarded socket is opened for a role, and is gone afterwards", async () => {
  const { id } = await createContainer();
  const path = join(directory, "viewer.sock");
  const argv = ["socket", "--role", "viewer", "--path", path, "--mode", "0600", "--data-dir", join(directory, "data")];
  const child = spawn(program[0], [program[1], ...argv], {
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (part) => (output += String(part)));
  child.stderr.on("data", (part) => (errors += String(part)));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await waitFor("the socket", () => {
    if (child.exitCode !== null) throw new Error(errors);
    return output.includes(`DOCKER_HOST=unix://${path}`);
  });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(await ask(path, "GET", "/v1.41/containers/json"), 200);
  assert.equal(await ask(path, "POST", `/v1.41/containers/${id}/stop`), 403);
  assert.equal(((await inspectContainer(id)) as { State: { Running: boolean } }).State.Running, true);
  child.kill("SIGTERM");
  assert.equal(await ended, 0, errors);
  assert.equal(existsSync(path), false);
});

test("what can't be opened is told", async () => {
  const missing = await runCli(["socket", "--role", "viewer"]);
  assert.equal(missing.code, 2);
  assert.match(missing.errors, /where to listen, is missing/);
  const dataDir = join(directory, "data");
  const nobody = await runCli([
    "socket",
    "--role",
    "nobody",
    "--path",
    join(directory, "x.sock"),
    "--data-dir",
    dataDir,
  ]);
  assert.equal(nobody.code, 2);
  assert.match(nobody.errors, /There is no role 'nobody'/);
});
