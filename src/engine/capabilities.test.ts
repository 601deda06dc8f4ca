import assert from "node:assert/strict";
import { test } from "node:test";
import { lacksOf, neededBy, productOf } from "./capabilities.ts";

test("an engine is known by the head of its answers", () => {
  assert.deepEqual(productOf("Docker/20.10.24+dfsg1 (linux)"), { product: "Docker Engine", version: "20.10.24+dfsg1" });
  assert.deepEqual(productOf("Libpod/4.3.1 (linux)"), { product: "Podman", version: "4.3.1" });
  assert.equal(productOf("nginx"), undefined);
});

test("what an engine lacks is told by its version, and is nothing for a new one", () => {
  const old = lacksOf({ product: "Docker Engine", version: "19.03.15", api: "1.40" });
  assert.ok(old.some((one) => one.startsWith("statistics in one sample:")));
  assert.deepEqual(lacksOf({ product: "Docker Engine", version: "28.5.1", api: "1.51" }), []);
  const podman = lacksOf({ product: "Podman", version: "4.3.1", api: "1.41" });
  assert.ok(podman.some((one) => one.startsWith("BuildKit:")));
});

test("a refused call is led back to what it needed", () => {
  assert.match(neededBy("POST", "/containers/abc/update") ?? "", /limits/);
  assert.match(neededBy("GET", "/services/abc") ?? "", /Swarm/);
  assert.equal(neededBy("GET", "/containers/abc/json"), undefined);
});
