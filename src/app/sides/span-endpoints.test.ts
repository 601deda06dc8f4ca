import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, Guard } from "../../guard/guard.ts";
import { serverCaller } from "../../guard/caller/caller.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { catalogue } from "../../operations/index.ts";
import { chooseSide } from "./choose-side.ts";
import { spanEndpoints } from "./span-endpoints.ts";

const operation = (id: string) => {
  const found = catalogue.find(id);
  if (found === undefined) throw new Error(id);
  return found;
};

/** A guard that answers a list of one container for each engine, but as `errors` says. */
function spanning(errors: Record<string, GnosisError>) {
  const asked: string[] = [];
  const guard = {
    run: ({ endpoint = "" }: Call) => {
      asked.push(endpoint);
      const error = errors[endpoint];
      if (error !== undefined) return Promise.reject(error);
      return Promise.resolve({ record: `rec-${endpoint}`, value: { containers: [{ id: `c-${endpoint}` }], total: 1 } });
    },
  } as unknown as Guard;
  const all = spanEndpoints(guard, () => ["a", "b"]);
  const list = (id = "container.list") =>
    all.run({ operation: operation(id), input: {}, caller: serverCaller, endpoint: "all" });
  return { asked, list };
}

test("a list over all engines has the rows of each, named, and their sum", async () => {
  const { asked, list } = spanning({});
  const { value } = await list();
  assert.deepEqual(asked, ["a", "b"]);
  assert.deepEqual(value, {
    containers: [
      { id: "c-a", endpoint: "a" },
      { id: "c-b", endpoint: "b" },
    ],
    total: 2,
    unreachable: [],
  });
});

test("a lost engine is named, and one out of the caller's scope is not there", async () => {
  const lost = await spanning({ b: new GnosisError("ENGINE_UNREACHABLE", "gone") }).list();
  assert.deepEqual((lost.value as { unreachable: unknown }).unreachable, [
    { endpoint: "b", code: "ENGINE_UNREACHABLE", message: "gone" },
  ]);
  const hidden = await spanning({ b: new GnosisError("FORBIDDEN", "no") }).list();
  assert.deepEqual((hidden.value as { unreachable: unknown }).unreachable, []);
  assert.equal((hidden.value as { total: number }).total, 1);
});

test("when no engine answers, that is the error; what is wrong with the call is too", async () => {
  const denied = { a: new GnosisError("FORBIDDEN", "no"), b: new GnosisError("FORBIDDEN", "no") };
  await assert.rejects(spanning(denied).list(), { code: "FORBIDDEN" });
  const lost = { a: new GnosisError("ENGINE_UNREACHABLE", "x"), b: new GnosisError("ENGINE_TIMEOUT", "y") };
  await assert.rejects(spanning(lost).list(), { code: "ENGINE_UNREACHABLE" });
  await assert.rejects(spanning({ b: new GnosisError("INPUT_INVALID", "bad") }).list(), { code: "INPUT_INVALID" });
});

test("what is no list, or changes something, is handed on as it came", async () => {
  const { asked, list } = spanning({});
  await list("container.stop");
  await list("container.inspect");
  assert.deepEqual(asked, ["all", "all"]);
});

test("a change names its engine where there are several, and nothing has to where there is one", () => {
  const one = [{ name: "a", side: 1 }];
  const two = [...one, { name: "b", side: 2 }];
  assert.equal(chooseSide(one, undefined, operation("container.stop")), 1);
  assert.equal(chooseSide(two, "b", operation("container.stop")), 2);
  assert.equal(chooseSide(two, undefined, operation("container.list")), 1);
  assert.equal(chooseSide(two, undefined, operation("token.create")), 1);
  assert.throws(() => chooseSide(two, undefined, operation("container.stop")), { code: "INPUT_INVALID" });
  assert.throws(() => chooseSide(two, "c", operation("container.list")), /There is no endpoint 'c'/);
});
