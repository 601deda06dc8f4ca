import assert from "node:assert/strict";
import { test } from "node:test";
import { isImageId, parseImageReference } from "./image-reference.ts";
import { matchesGlob, matchesImage, matchesOperation, matchesPort } from "./patterns.ts";

const text = (reference: string): string | undefined => parseImageReference(reference)?.text;
const digest = `sha256:${"ab".repeat(32)}`;

test("a reference gets its registry, its library and its tag", () => {
  assert.equal(text("busybox"), "docker.io/library/busybox:latest");
  assert.equal(text("index.docker.io/busybox:1"), "docker.io/library/busybox:1");
  assert.equal(text("me/app"), "docker.io/me/app:latest");
  assert.equal(text("localhost/app"), "localhost/app:latest");
  assert.equal(text("127.0.0.1:5000/library/busybox:1.0"), "127.0.0.1:5000/library/busybox:1.0");
  assert.equal(parseImageReference("docker.io/library/busybox:1")?.familiar, "busybox:1");
});

test("beside a digest the tag counts for nothing, as with the engine", () => {
  assert.equal(text(`busybox:trusted@${digest}`), `docker.io/library/busybox@${digest}`);
  assert.equal(matchesImage("busybox:trusted", `busybox:trusted@${digest}`), false);
});

test("what is no reference is none", () => {
  for (const wrong of [
    "",
    "a b",
    "-x",
    "x:",
    "x:-a",
    "x@sha256:12",
    "a//b",
    "/a",
    "../x",
    "x:a:b",
    "Ü",
    `a\n`,
    "x/",
    "UPPER/lower/Case",
  ])
    assert.equal(text(wrong), undefined, wrong);
  assert.equal(text("ab".repeat(32)), undefined);
  assert.ok(isImageId("ab".repeat(32)));
  assert.ok(isImageId(digest));
});

test("image patterns compare registry and path apart", () => {
  assert.ok(matchesImage("busybox", "docker.io/library/busybox:9"));
  assert.ok(matchesImage("ghcr.io/me/*", "ghcr.io/me/a/b:1"));
  assert.ok(matchesImage("node:24*", "node:24-slim"));
  assert.ok(!matchesImage("node:24*", "node:2"));
  assert.ok(!matchesImage("*.example.com/x", "evil.com/a.example.com/x"));
  assert.ok(!matchesImage("me/*", "evil.io/me/app"));
  assert.ok(!matchesImage("busybox", "busybox.evil.io/busybox"));
});

test("globs match whole texts and take no time", () => {
  assert.ok(matchesGlob("container.*", "container.restart"));
  assert.ok(!matchesGlob("container.*", "xcontainer.restart"));
  assert.ok(matchesGlob("a?c*", "abcdef"));
  assert.ok(!matchesGlob("*a*a*a*a*a*a*a*b", "a".repeat(50_000)));
  assert.ok(matchesOperation("risk:read", "container.list", "read"));
  assert.ok(!matchesOperation("*.list", "container.listen", "read"));
});

test("port ranges hold their ends", () => {
  assert.ok(matchesPort(["8000-8999"], 8000) && matchesPort(["80", "8000-8999"], 8999) && matchesPort(["80"], 80));
  assert.ok(!matchesPort(["8000-8999"], 9000));
});
