import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineClient } from "../engine/client.ts";
import { GnosisError } from "../kernel/errors.ts";
import { findOwnContainer } from "./own-container.ts";

const id = "ab".repeat(32);

/** An engine with one container, found by its id, a beginning of that, or its name. */
function engineWith(name: string): EngineClient {
  const inspect = {
    Id: id,
    Name: `/${name}`,
    Image: "sha256:1",
    Mounts: [{ Type: "volume", Name: "data", Destination: "/data" }],
    NetworkSettings: { Ports: { "5680/tcp": [{ HostIp: "127.0.0.1", HostPort: "5680" }] } },
    HostConfig: { NetworkMode: "bridge" },
  };
  const json = (_method: string, path: string): Promise<unknown> => {
    const asked = path.split("/")[2] ?? "";
    return id.startsWith(asked) || asked === name
      ? Promise.resolve(inspect)
      : Promise.reject(new GnosisError("CONTAINER_NOT_FOUND", "none"));
  };
  return { json } as unknown as EngineClient;
}

test("the container is found by the id that the kernel names, with its volumes and published ports", async () => {
  const own = await findOwnContainer(engineWith("server"), [id]);
  assert.deepEqual(
    [own?.name, own?.volumes, own?.published(5680)],
    ["server", ["data"], [{ address: "127.0.0.1", port: "5680" }]],
  );
});

test("a container that is merely called like this machine is not the server's own", async () => {
  assert.equal(await findOwnContainer(engineWith("workstation"), ["workstation"]), undefined);
  assert.equal(await findOwnContainer(engineWith("cdcdcdcdcdcd"), ["cdcdcdcdcdcd"]), undefined);
});
