import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOfPodman, isPodman, queryForPodman } from "./podman.ts";

test("Podman is known by the heads of its answers", () => {
  assert.equal(isPodman({ server: "Libpod/4.3.1 (linux)" }), true);
  assert.equal(isPodman({ "libpod-api-version": "4.3.1" }), true);
  assert.equal(isPodman({ server: "Docker/26.1.5 (linux)" }), false);
});

test("references are shortened as Docker writes them, those of other registries stay", () => {
  const RepoTags = ["docker.io/library/busybox:latest", "docker.io/me/web:1", "localhost/own:1", "quay.io/a/b:2"];
  assert.deepEqual((answerOfPodman("/images/json", [{ RepoTags }]) as any)[0].RepoTags, [
    "busybox:latest",
    "me/web:1",
    "localhost/own:1",
    "quay.io/a/b:2",
  ]);
  const inspect = answerOfPodman("/containers/abc/json", { Image: "id", Config: { Image: "docker.io/library/x:1" } });
  assert.deepEqual(inspect, { Image: "id", Config: { Image: "x:1" } });
});

test("states that Podman does not know are not asked for, and other filters stay", () => {
  const filters = JSON.stringify({ status: ["created", "dead"], label: ["a"] });
  assert.deepEqual(JSON.parse(queryForPodman({ filters })?.["filters"] as string), {
    status: ["created"],
    label: ["a"],
  });
  assert.deepEqual(queryForPodman({ all: true }), { all: true });
  assert.deepEqual(queryForPodman({ condition: "removed" }), { condition: "next-exit" });
});

test("a table of processes that comes in one piece is taken apart", () => {
  const one = answerOfPodman("/containers/abc/top", {
    Titles: ["PID   USER  COMMAND"],
    Processes: [["1 root  sh -c x"]],
  });
  assert.deepEqual(one, { Titles: ["PID", "USER", "COMMAND"], Processes: [["1", "root", "sh -c x"]] });
});
