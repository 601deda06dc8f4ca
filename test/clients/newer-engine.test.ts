import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { dindImage } from "../support/dind-image.ts";
import { removeOwn } from "../support/engine.ts";
import { startNewerEngine, type NewerEngine } from "../support/newer-engine.ts";

/** Test files that are run a second time, on Engine 26.1. Testcontainers is not: it connects to ports that are published in there. */
const suites = [
  "test/clients/docker-cli.test.ts",
  "test/clients/dockerode.test.ts",
  "test/clients/compose.test.ts",
  "test/proxy/passing.test.ts",
  "test/proxy/removal.test.ts",
  "test/recreate/recreate.test.ts",
  "test/recreate/kinds.test.ts",
  "test/trash/storm.test.ts",
  "test/attacks/socket-attacks.test.ts",
];

let newer: NewerEngine;

before(async () => {
  newer = await startNewerEngine();
  await newer.dind.load("busybox:latest");
  // Compose's own container is made from it.
  await newer.dind.load(await dindImage());
});

after(async () => {
  await newer?.remove();
  await removeOwn();
});

/** Runs one test file in a process of its own on the newer engine; gives its exit code and what it printed. */
function runSuite(file: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const { NODE_TEST_CONTEXT: _nested, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, ...newer.env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

for (const file of suites)
  test(`${file} passes on Engine 26.1 as well`, async () => {
    const { code, output } = await runSuite(file);
    assert.equal(code, 0, output.slice(-6_000));
    assert.match(output, /pass [1-9]/);
  });
