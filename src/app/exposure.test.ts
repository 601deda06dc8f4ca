import assert from "node:assert/strict";
import { test } from "node:test";
import { findExposure } from "./exposure.ts";
import type { OwnContainer } from "./own-container.ts";

const own = (addresses: string[], hostNetwork = false): OwnContainer => ({
  id: "a",
  name: "gnosis-docker",
  imageId: "sha256:b",
  volumes: [],
  mounts: [],
  published: () => addresses.map((address) => ({ address, port: "5680" })),
  hostNetwork,
});
const plain = { host: "127.0.0.1", port: 5680, allowRemote: false, inContainer: false, own: undefined };

test("outside a container it is the address listened on that counts", () => {
  assert.equal(findExposure(plain), undefined);
  assert.equal(findExposure({ ...plain, host: "0.0.0.0" })?.code, "EXPOSED");
});

test("in a container it is the addresses that the port is published on that count", () => {
  const inside = { ...plain, host: "0.0.0.0", inContainer: true };
  assert.equal(findExposure({ ...inside, own: own(["127.0.0.1"]) }), undefined);
  assert.equal(findExposure({ ...inside, own: own([]) }), undefined);
  assert.match(findExposure({ ...inside, own: own(["127.0.0.1", "::"]) })?.message ?? "", /\[::\]:5680/);
});

test("with the host's network it is the address listened on again", () => {
  assert.equal(findExposure({ ...plain, host: "0.0.0.0", inContainer: true, own: own([], true) })?.code, "EXPOSED");
});

test("allowRemote is the one way to serve beyond loopback", () => {
  assert.equal(findExposure({ ...plain, host: "0.0.0.0", allowRemote: true }), undefined);
});
