import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { resolveTarget } from "./resolve-target.ts";

const id = (digits: string): string => digits.padEnd(64, "0");
const target = (kind: TargetKind, digits: string, name: string, owner = "me"): Target => ({
  ...{ kind, id: id(digits), name, labels: { owner } },
});

function resolve(list: readonly Target[], reference: string, kind: TargetKind = "container"): Promise<Target> {
  const source = { list: () => Promise.resolve(list) };
  return resolveTarget(source, { kind, reference, sees: ({ labels }) => labels["owner"] === "me" });
}

const containers = [
  target("container", "abc1", "web"),
  target("container", "abc2", "db"),
  target("container", "abd3", "theirs", "them"),
];

test("a full id, a name and an unambiguous beginning of an id all mean the same container", async () => {
  for (const reference of [id("abc1"), "web", "abc1"]) {
    assert.equal((await resolve(containers, reference)).id, id("abc1"), reference);
  }
});

test("a beginning of several ids is ambiguous, and what is out of sight does not count", async () => {
  await assert.rejects(resolve(containers, "abc"), { code: "REFERENCE_AMBIGUOUS" });
  assert.equal((await resolve([...containers, target("container", "e1", "x", "them"), target("container", "e2", "y")], "e")).name, "y"); // prettier-ignore
});

test("what is out of sight is not found, by whichever of its names, and the error is that of what isn't there", async () => {
  const absent = await resolve(containers, "absent").catch((error: Error) => error.message);
  for (const reference of [id("abd3"), "theirs", "abd3"]) {
    const hidden = await resolve(containers, reference).catch((error: Error) => error.message);
    assert.equal(String(hidden).replace(reference, "absent"), absent);
  }
});

test("a name that is also the id of something out of sight means what is in sight", async () => {
  const hidden = target("container", "abe4", "other", "them");
  const named = target("container", "abf5", id("abe4"));
  assert.equal((await resolve([hidden, named], id("abe4"))).id, named.id);
  assert.equal((await resolve([named, hidden], id("abe4"))).id, named.id);
});

test("what memory knows is taken without a list, if it is in sight", async () => {
  const ask = (known: Target): Promise<Target> =>
    resolveTarget(
      { list: () => Promise.resolve([]), known: () => Promise.resolve(known) },
      { kind: "container", reference: known.name, sees: ({ labels }) => labels["owner"] === "me" },
    );
  assert.equal((await ask(containers[0]!)).name, "web");
  await assert.rejects(ask(containers[2]!), { code: "CONTAINER_NOT_FOUND" });
});

test("of networks with one name, the one in sight is meant", async () => {
  const networks = [target("network", "b1", "lan", "them"), target("network", "b2", "lan")];
  assert.equal((await resolve(networks, "lan", "network")).id, id("b2"));
  assert.equal((await resolve(networks.toReversed(), "lan", "network")).id, id("b2"));
});

test("while the engine can't be reached a read means what memory last knew, in sight, and a change means nothing", async () => {
  const gone = new GnosisError("ENGINE_UNREACHABLE", "The engine is gone.");
  const source = {
    list: () => Promise.reject(gone),
    known: (_kind: TargetKind, reference: string, lastKnown?: boolean) =>
      Promise.resolve(lastKnown === true ? containers.find(({ name }) => name === reference) : undefined),
  };
  const query = { kind: "container", sees: ({ labels }: Target) => labels["owner"] === "me" } as const;
  assert.equal((await resolveTarget(source, { ...query, reference: "web", lastKnown: true })).id, id("abc1"));
  for (const reference of ["theirs", "absent"])
    await assert.rejects(resolveTarget(source, { ...query, reference, lastKnown: true }), {
      code: "ENGINE_UNREACHABLE",
    });
  await assert.rejects(resolveTarget(source, { ...query, reference: "web" }), { code: "ENGINE_UNREACHABLE" });
});
