import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { bytes, createContainer, inspectContainer, labels, rawCall, removeOwn } from "../support/engine.ts";
import { freePort } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { startSandboxServer } from "../sandbox/sandbox-server.ts";
import { buildEngineImage } from "./build-engine-image.ts";

// The image that carries its own engine: one container that is a complete system, and the image that sandboxes can run from.

const image = await buildEngineImage();
const token = "engine-image-test-token-0123456789abcdef";
after(removeOwn);

test("one container of the image is a complete system: it serves, loads an image and runs a container", async () => {
  const port = await freePort();
  const { id } = await createContainer({
    image,
    env: [`GNOSIS_ADMIN_TOKEN=${token}`],
    config: { Cmd: ["serve"], ExposedPorts: { "5680/tcp": {} }, Labels: labels },
    hostConfig: {
      PortBindings: { "5680/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
      // What docs/sandboxes.md names in place of --privileged.
      CapAdd: ["SYS_ADMIN", "NET_ADMIN"],
      SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
      MaskedPaths: [],
      ReadonlyPaths: [],
      CgroupnsMode: "private",
      Tmpfs: { "/run": "" },
    },
  });
  const call = client(`http://127.0.0.1:${port}`, token);
  await waitFor("the server in the container", async () => (await call("GET", "/readyz")).status === 200).catch(
    async (cause) => {
      const log = await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true&tail=30`));
      throw new Error(log.toString(), { cause });
    },
  );
  const tar = await bytes(await rawCall("GET", "/images/busybox/get"));
  assert.equal((await call("POST", "/api/images/load", tar, { "content-type": "application/x-tar" })).status, 201);
  const ran = await call("POST", "/api/containers/run", { image: "busybox", command: "echo inside", detach: false });
  assert.equal(ran.body.container.logs, "inside\n", ran.text);
});

test("sandboxes run from the same image", async () => {
  const server = await startSandboxServer({ env: { GNOSIS_SANDBOX_IMAGE: image } });
  try {
    const input = { name: "own", memory: "512MiB", disk: "256MiB", time: "5m", images: ["busybox"], network: "none" };
    const made = await server.call("POST", "/api/sandboxes", input);
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body.sandbox.disk_limit, "image");
    const ran = await server.call("POST", "/api/sandboxes/own/exec", { command: "echo inside" });
    assert.equal(ran.body.stdout, "inside\n", ran.text);
    const { Config } = await inspectContainer(made.body.sandbox.container);
    assert.equal(Config.Image, image);
    assert.equal((await server.call("DELETE", "/api/sandboxes/own")).status, 200);
  } finally {
    await server.stop();
  }
});
