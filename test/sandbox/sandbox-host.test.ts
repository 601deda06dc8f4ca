import assert from "node:assert/strict";
import { after, test } from "node:test";
import { dindImage } from "../support/dind-image.ts";
import { removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { docker, leftovers, sandboxEnv, small } from "./sandbox-server.ts";

// Images and hosts that lack something: what it is is said, and what can be done without is done without.

after(removeOwn);

async function withImage(image: string, work: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startServer({ env: { ...(await sandboxEnv()), GNOSIS_SANDBOX_IMAGE: image } });
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

test("an image without an engine is named as the trouble, and nothing is left of the tries", async () => {
  await withImage("busybox:latest", async (server) => {
    const { status, body } = await server.call("POST", "/api/sandboxes", small("one"));
    assert.equal(status, 502);
    assert.equal(body.code, "SANDBOX_FAILED");
    assert.match(body.detail, /no dockerd/);
    assert.match(body.next, /docker:dind/);
    assert.deepEqual((await server.call("GET", "/api/sandboxes")).body.sandboxes, []);
    await waitFor("a tidy engine", async () => (await leftovers()).length === 0);
  });
});

test("an image that is not there is named, with the setting that names it", async () => {
  await withImage("no-such-image:1", async (server) => {
    const { status, body } = await server.call("POST", "/api/sandboxes", small("one"));
    assert.equal(status, 404);
    assert.match(`${body.detail} ${body.next}`, /no-such-image:1.*sandboxImage/);
  });
});

test("where its disk can't be a file system of its own, a sandbox is ended when it holds more than its limit", async () => {
  await withImage(await dindImage(), async (server) => {
    const made = await server.call("POST", "/api/sandboxes", small("watched"));
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body.sandbox.disk_limit, "watch");
    const fill = ["busybox", "sh", "-c", "dd if=/dev/zero of=/big bs=1M count=400; sleep 600"];
    await docker(made.body.sandbox.socket, "run", "-d", ...fill);
    const ended = await waitFor("its end", async () =>
      (await server.call("GET", "/api/sandboxes?all=true")).body.sandboxes.find(({ state }: any) => state === "ended"),
    );
    assert.equal(ended.reason, "It took more room than its disk limit.");
    assert.deepEqual(await leftovers(), []);
  });
});
