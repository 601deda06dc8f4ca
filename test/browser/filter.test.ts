import assert from "node:assert/strict";
import { test } from "node:test";
import { matches, toggled } from "../../web/src/pages/containers/filter.ts";
import type { ContainerRow } from "../../web/src/pages/shapes.ts";

const web: ContainerRow = {
  id: "0123456789ab",
  full_id: "0123456789ab".padEnd(64, "0"),
  name: "Shop-Web-1",
  image: "shop/web:1.4",
  status: "running",
  health: "unhealthy",
  created: "2026-01-01T00:00:00Z",
  labels: { tier: "front" },
  ports: { "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "8080" }], "9000/tcp": null },
  networks: ["shop_front"],
  project: "shop",
};
const last = { by: "build-bot", operation: "container.restart", time: "2026-01-01T00:00:00Z" };

test("each word of a filter must fit, whatever its case", () => {
  assert.ok(matches(web, "shop web"));
  assert.ok(matches(web, "0123"));
  assert.ok(!matches(web, "shop db"));
});

test("a token looks at what it names", () => {
  for (const part of [
    "state:running",
    "state:unhealthy",
    "image:shop/web:1.4",
    "project:sho",
    "network:front",
    "label:tier=front",
  ])
    assert.ok(matches(web, part), part);
  for (const part of ["port:8080", "port:80", "by:build"]) assert.ok(matches(web, part, last), part);
  for (const part of ["state:exited", "by:somebody", "port:1234"]) assert.ok(!matches(web, part, last), part);
});

test("a minus turns a part round, and a word with a colon that is no token is a word", () => {
  assert.ok(matches(web, "-state:exited shop"));
  assert.ok(!matches(web, "-project:shop"));
  assert.ok(!matches(web, "nonsense:1"));
});

test("a button puts its part into the filter and takes it out again", () => {
  assert.equal(toggled("web", "state:running"), "web state:running");
  assert.equal(toggled("web state:running", "state:running"), "web");
});
