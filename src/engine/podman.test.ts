import assert from "node:assert/strict";
import { test } from "node:test";
import { answerInAll, answerOfPodman, isPodman, queryForPodman, questionsForPodman } from "./podman.ts";

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

test("volumes that several filters have to match are asked for by each alone, and those in all answers are meant", () => {
  const filters = { dangling: ["true"], label: ["a", "b"] };
  const asked = questionsForPodman("/volumes", { filters: JSON.stringify(filters) });
  assert.deepEqual(
    asked.map((query) => JSON.parse(query["filters"] as string)),
    [{ dangling: ["true"] }, { label: ["a", "b"] }],
  );
  const one = { filters: JSON.stringify({ label: ["a"] }) };
  assert.deepEqual(questionsForPodman("/volumes", one), [one]);
  assert.equal(questionsForPodman("/networks", { filters: JSON.stringify(filters) }).length, 1);
  const [a, b, c] = ["a", "b", "c"].map((Name) => ({ Name }));
  assert.deepEqual(answerInAll([{ Volumes: [a, b] }, { Volumes: [b, c] }]), { Volumes: [b] });
  assert.deepEqual(answerInAll([{ Volumes: [a] }, { Volumes: null }]), { Volumes: [] });
});

test("the id of an image that was made is as Docker writes it", () => {
  const digest = "a".repeat(64);
  assert.deepEqual(answerOfPodman("/commit", { Id: digest }), { Id: `sha256:${digest}` });
});

test("a table of processes that comes in one piece is taken apart", () => {
  const one = answerOfPodman("/containers/abc/top", {
    Titles: ["PID   USER  COMMAND"],
    Processes: [["1 root  sh -c x"]],
  });
  assert.deepEqual(one, { Titles: ["PID", "USER", "COMMAND"], Processes: [["1", "root", "sh -c x"]] });
});
