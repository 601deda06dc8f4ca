import assert from "node:assert/strict";
import { test } from "node:test";
import { lastTags } from "./last-tags.ts";

test("an image goes with its only tag, however that is written, and with its digests", () => {
  for (const written of ["web", "web:latest", "docker.io/library/web"]) {
    assert.deepEqual(lastTags(["web:latest", "web@sha256:00"], written, false), { tag: "web:latest" });
  }
  assert.equal(lastTags(["web:latest"], "sha256:abc", false), "whole");
});

test("an image with another tag stays, unless it is named by its id and removed by force", () => {
  const tags = ["web:1", "web:2"];
  assert.equal(lastTags(tags, "web:1", false), undefined);
  assert.equal(lastTags(tags, "web:1", true), undefined);
  assert.equal(lastTags(tags, "abc123", false), undefined);
  assert.equal(lastTags(tags, "abc123", true), "whole");
});
