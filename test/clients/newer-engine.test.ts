import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startGuarded } from "../proxy/support/guarded.ts";
import { dindImage } from "../support/dind-image.ts";
import { bytes, rawCall, removeOwn } from "../support/engine.ts";
import { startNewerEngine, type NewerEngine } from "../support/newer-engine.ts";

/** `TEST_ENGINE=sid` runs them on the engine of Debian's unstable instead, the newest there is. */
const suite = process.env["TEST_ENGINE"] === "sid" ? "sid" : "trixie";

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
  "test/proxy/as-the-engine.test.ts",
  "test/proxy/listener.test.ts",
  "test/attacks/socket-attacks.test.ts",
  "test/attacks/socket-more.test.ts",
  "test/attacks/socket-fields.test.ts",
  "test/attacks/socket-fuzz.test.ts",
  "test/attacks/socket-scope.test.ts",
  "test/attacks/build-bases.test.ts",
  "test/attacks/load-names.test.ts",
  "test/attacks/approval-swap.test.ts",
  "test/attacks/stack-attacks.test.ts",
];

let newer: NewerEngine;

before(async () => {
  newer = await startNewerEngine({ suite });
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

test("below a mount root nothing is mounted by an engine whose files are not this host's, whatever the paths", async () => {
  const root = mkdtempSync(join(newer.env["TMPDIR"] ?? "", "root-"));
  mkdirSync(join(root, "below"));
  const policy = `version: 1
roles:
  dev: { allow: ["container.*", "image.*"], scope: { owned: true }, containment: { level: baseline, mountRoots: [${root}] } }
`;
  const engine = newer.env["DOCKER_HOST"]?.replace("unix://", "") ?? "";
  const create = async (socketPath: string, source: string): Promise<[number | undefined, string]> => {
    const body = { Image: "busybox:latest", HostConfig: { Binds: [`${source}:/x`] } };
    const answer = await rawCall("POST", "/containers/create", { socketPath, body });
    return [answer.statusCode, (await bytes(answer)).toString()];
  };
  for (const [files, below] of [
    ["auto", 403],
    ["here", 201],
  ] as const) {
    const guarded = await startGuarded({ roles: ["dev"], policy, engine, settings: `engineFiles: ${files}` });
    try {
      const [status, text] = await create(guarded.path("dev"), join(root, "below"));
      assert.equal(status, below, text);
      assert.equal((await create(guarded.path("dev"), root))[0], 201);
    } finally {
      await guarded.stop();
    }
  }
});

for (const file of suites)
  test(`${file} passes on ${suite === "sid" ? "the newest engine" : "Engine 26.1"} as well`, async () => {
    const { code, output } = await runSuite(file);
    assert.equal(code, 0, output.slice(-6_000));
    assert.match(output, /pass [1-9]/);
  });
