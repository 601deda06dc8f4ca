import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Guarded } from "../proxy/support/guarded.ts";
import { labels, removeOwn } from "../support/engine.ts";
import { startForDeveloper } from "./support/developer.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-testcontainers-"));
let guarded: Guarded;

before(async () => {
  guarded = await startForDeveloper(workspace);
  process.env["DOCKER_HOST"] = `unix://${guarded.path("dev")}`;
  process.env["TESTCONTAINERS_HOST_OVERRIDE"] = "localhost";
  // Its clean-up container asks for the engine's socket.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] = "true";
});

after(async () => {
  await guarded?.stop();
  delete process.env["DOCKER_HOST"];
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

test("Testcontainers starts a container, waits for its port, runs commands, copies files and stops it", async () => {
  const { GenericContainer, Network, Wait } = await import("testcontainers");
  const network = await new Network().start();
  const container = await new GenericContainer("busybox:latest")
    .withCommand(["sh", "-c", "mkdir /www; echo served > /www/index.html; echo ready; httpd -f -p 8080 -h /www"])
    .withExposedPorts(8080)
    .withLabels(labels)
    .withNetwork(network)
    .withNetworkAliases("web")
    .withEnvironment({ A: "1" })
    .withCopyContentToContainer([{ content: "copied", target: "/tmp/copied.txt" }])
    .withWaitStrategy(Wait.forLogMessage("ready"))
    .start();
  try {
    const answer = await fetch(`http://127.0.0.1:${container.getMappedPort(8080)}/`);
    assert.equal(await answer.text(), "served\n");
    const { output, exitCode } = await container.exec(["cat", "/tmp/copied.txt"]);
    assert.deepEqual([output, exitCode], ["copied", 0]);
    assert.equal((await container.exec(["sh", "-c", "exit 4"])).exitCode, 4);
  } finally {
    await container.stop();
    await network.stop();
  }
});
