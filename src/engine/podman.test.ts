import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answerInAll,
  answerOfPodman,
  eventOfPodman,
  isPodman,
  ofAskedType,
  queryForPodman,
  questionsForPodman,
} from "./podman.ts";

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
  assert.deepEqual(JSON.parse(queryForPodman("/containers/json", { filters })?.["filters"] as string), {
    status: ["created"],
    label: ["a"],
  });
  const dead = queryForPodman("/containers/json", { filters: JSON.stringify({ status: ["dead"], label: ["a"] }) });
  assert.deepEqual(JSON.parse(dead?.["filters"] as string), { label: ["a"], id: ["0".repeat(64)] });
  assert.deepEqual(queryForPodman("/containers/json", { all: true }), { all: true });
  assert.deepEqual(queryForPodman("/containers/x/wait", { condition: "removed" }), { condition: "next-exit" });
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

test("a container that was removed is destroyed, as Docker tells it; other events stay", () => {
  const event = (Action: string) => ({ Type: "container", Action, Actor: { ID: "x", Attributes: { image: "docker.io/library/b:1" } } }); // prettier-ignore
  const told = eventOfPodman(event("remove"));
  assert.deepEqual(told, { Type: "container", Action: "destroy", status: "destroy", Actor: { ID: "x", Attributes: { image: "b:1" } } }); // prettier-ignore
  assert.equal((eventOfPodman(event("start")) as any).Action, "start");
  const volume = { Type: "volume", Action: "remove" };
  assert.equal(eventOfPodman(volume), volume);
});

test("the type of a network is not asked for, but looked at", () => {
  const query = { filters: JSON.stringify({ label: ["a"], type: ["custom"] }) };
  assert.deepEqual(JSON.parse(queryForPodman("/networks", query)?.["filters"] as string), { label: ["a"] });
  assert.deepEqual(queryForPodman("/events", query), query);
  const networks = [{ Name: "bridge" }, { Name: "mine" }];
  assert.deepEqual(ofAskedType("/networks", query, networks), [{ Name: "mine" }]);
  assert.deepEqual(ofAskedType("/networks", { filters: "{}" }, networks), networks);
});

test("what was made and removed is called as Docker calls it", () => {
  const digest = "a".repeat(64);
  const rows = [{ Untagged: "docker.io/library/two:1" }, { Deleted: digest }];
  assert.deepEqual(answerOfPodman("/images/two:1", rows), [{ Untagged: "two:1" }, { Deleted: `sha256:${digest}` }]);
  assert.deepEqual(answerOfPodman("/commit", { Id: digest }), { Id: `sha256:${digest}` });
});

test("a table of processes that comes in one piece is taken apart", () => {
  const one = answerOfPodman("/containers/abc/top", {
    Titles: ["PID   USER  COMMAND"],
    Processes: [["1 root  sh -c x"]],
  });
  assert.deepEqual(one, { Titles: ["PID", "USER", "COMMAND"], Processes: [["1", "root", "sh -c x"]] });
});
