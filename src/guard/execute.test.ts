import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOperation } from "../catalogue/operation.ts";
import { GnosisError } from "../kernel/errors.ts";
import { allow, container, fakeGuard, testCaller, touch } from "./test-support/fake-guard.ts";

const web = container("web");
const call = (operation: AnyOperation, input: unknown = { id: "web" }) => ({ operation, input, caller: testCaller });
const code = (expected: string) => (error: unknown) => error instanceof GnosisError && error.code === expected;

test("a call is recorded before it runs and again when it has ended", async () => {
  const { guard, written } = fakeGuard({ targets: [web] });
  const operation = touch({
    run: (context) => {
      written.push("run");
      return Promise.resolve({ id: context.targets[0]?.id ?? "" });
    },
  });
  const answer = await guard.run(call(operation));
  assert.deepEqual(answer.value, { id: web.id });
  assert.deepEqual(written, ["intent container.touch", "run", "ok"]);
});

test("an operation is given the full id, whatever the caller wrote", async () => {
  const { guard } = fakeGuard({ targets: [web] });
  for (const reference of ["web", web.id, web.id.slice(0, 12)]) {
    assert.deepEqual((await guard.run(call(touch(), { id: reference }))).value, { id: web.id });
  }
});

test("nothing runs when the intent can't be recorded", async () => {
  const { guard, written } = fakeGuard({ targets: [web], auditFails: true });
  const operation = touch({ run: () => Promise.reject(new Error("must not run")) });
  await assert.rejects(guard.run(call(operation)), code("AUDIT_UNAVAILABLE"));
  assert.deepEqual(written, []);
});

test("a denied call does not run, is recorded, and says which rule denied it and what would help", async () => {
  const deny = {
    effect: "deny",
    rule: "developer.deny[1]",
    reason: "Not allowed.",
    help: "Ask for operator.",
  } as const;
  const { guard, written } = fakeGuard({ targets: [web], decide: () => deny });
  await assert.rejects(guard.run(call(touch())), (error) => {
    assert.ok(error instanceof GnosisError);
    assert.deepEqual([error.code, error.detail.rule, error.next], ["FORBIDDEN", deny.rule, deny.help]);
    return true;
  });
  assert.deepEqual(written, ["refused container.touch FORBIDDEN"]);
});

test("a call that has to be asked for does not run", async () => {
  const { guard, written } = fakeGuard({ targets: [web], decide: () => ({ ...allow, effect: "ask" }) });
  await assert.rejects(guard.run(call(touch())), code("APPROVAL_REQUIRED"));
  assert.deepEqual(written, ["refused container.touch APPROVAL_REQUIRED"]);
});

test("what is out of scope fails exactly as what is not there", async () => {
  const { guard } = fakeGuard({ targets: [web, container("other")], sees: (target) => target.name === "web" });
  const failure = async (id: string): Promise<unknown[]> => {
    try {
      await guard.run(call(touch(), { id }));
    } catch (error) {
      assert.ok(error instanceof GnosisError);
      return [error.code, error.message.replace(id, "X"), error.detail.closest];
    }
    return assert.fail("it ran");
  };
  assert.deepEqual(await failure("other"), await failure("othex"));
});

test("a container that is not there is answered with the closest names", async () => {
  const { guard } = fakeGuard({ targets: [web] });
  await assert.rejects(guard.run(call(touch(), { id: "wbe" })), (error) => {
    assert.ok(error instanceof GnosisError);
    assert.deepEqual([error.code, error.detail.closest], ["CONTAINER_NOT_FOUND", ["web"]]);
    return true;
  });
});

test("an id prefix that fits two containers is refused", async () => {
  const twin = container("web2", { id: `${web.id.slice(0, 63)}f` });
  const { guard } = fakeGuard({ targets: [web, twin] });
  await assert.rejects(guard.run(call(touch(), { id: web.id.slice(0, 12) })), code("REFERENCE_AMBIGUOUS"));
});

test("an unknown field and a wrong type are refused and recorded, and name the field", async () => {
  const { guard, written } = fakeGuard({ targets: [web] });
  await assert.rejects(guard.run(call(touch(), { id: "web", cuont: 1 })), (error) => {
    assert.ok(error instanceof GnosisError);
    assert.deepEqual([error.code, error.detail.where, error.detail.closest], ["FIELD_UNKNOWN", "/cuont", ["count"]]);
    return true;
  });
  await assert.rejects(guard.run(call(touch(), { id: "web", count: "many" })), code("INPUT_INVALID"));
  assert.deepEqual(written, ["refused container.touch FIELD_UNKNOWN", "refused container.touch INPUT_INVALID"]);
});

test("what belongs to the server itself, or is protected by its label, is only read", async () => {
  const labelled = container("db", { labels: { "gnosis-docker.protected": "true" } });
  const { guard } = fakeGuard({ targets: [web, labelled], protectedIds: [web.id] });
  await assert.rejects(guard.run(call(touch())), code("PROTECTED"));
  await assert.rejects(guard.run(call(touch(), { id: "db" })), code("PROTECTED"));
  await guard.run(call(touch({ risk: "read" })));
});

test("the body that containment judged is the one the operation is given", async () => {
  const { guard, intents } = fakeGuard({
    judge: (body) => Promise.resolve({ body: { ...body, Memory: 1 }, changes: ["Memory"], reachesHost: false }),
  });
  const operation = touch({
    targets: [],
    body: { kind: "container.create", of: () => ({ Image: "busybox" }) },
    output: touch().input.loose(),
    run: (context) => Promise.resolve({ id: JSON.stringify(context.body) }),
  });
  assert.deepEqual((await guard.run(call(operation))).value, { id: '{"Image":"busybox","Memory":1}' });
  assert.deepEqual(intents[0]?.changes, ["Memory"]);
});

test("a body that reaches into the host is decided again with that risk", async () => {
  const risks: string[] = [];
  const { guard } = fakeGuard({
    decide: ({ risk }) => {
      risks.push(risk);
      return risk === "host" ? { ...allow, effect: "deny" } : allow;
    },
    judge: (body) => Promise.resolve({ body: { ...body }, changes: [], reachesHost: true }),
  });
  const operation = touch({ targets: [], body: { kind: "container.create", of: () => ({}) } });
  await assert.rejects(guard.run(call(operation)), code("FORBIDDEN"));
  assert.deepEqual(risks, ["change", "host"]);
});

test("a container that the engine made differently from what was judged is removed and never starts", async () => {
  const { guard, removed, written } = fakeGuard({
    inspect: () =>
      Promise.resolve([{ field: "HostConfig.Privileged", control: "Privileged Containers", message: "no" }]),
  });
  const operation = touch({
    targets: [],
    run: async (context) => {
      await context.secondLook("c1");
      return { id: "started" };
    },
  });
  await assert.rejects(guard.run(call(operation)), code("CONTAINMENT_DENIED"));
  assert.deepEqual(removed, ["c1"]);
  assert.deepEqual(written, ["intent container.touch", "note parser-differential", "failed CONTAINMENT_DENIED"]);
});

test("an operation that takes too long ends, and the caller is told that it may have happened", async () => {
  const { guard, written } = fakeGuard({ targets: [web] });
  const operation = touch({
    deadline: 20,
    run: (context) =>
      new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
  });
  await assert.rejects(guard.run(call(operation)), code("ENGINE_TIMEOUT"));
  assert.deepEqual(written, ["intent container.touch", "failed ENGINE_TIMEOUT"]);
});

test("a call whose client goes away is recorded as just that", async () => {
  const { guard, written } = fakeGuard({ targets: [web] });
  const client = new AbortController();
  const operation = touch({
    run: (context) =>
      new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(new Error("broke off")));
        client.abort();
      }),
  });
  await assert.rejects(guard.run({ ...call(operation), signal: client.signal }), code("CLIENT_GONE"));
  assert.deepEqual(written, ["intent container.touch", "failed CLIENT_GONE"]);
});

test("a mistake of ours is INTERNAL, and tells the caller nothing of its inside", async () => {
  const { guard } = fakeGuard({ targets: [web] });
  const operation = touch({ run: () => Promise.reject(new TypeError("secret detail")) });
  await assert.rejects(guard.run(call(operation)), (error) => {
    assert.ok(code("INTERNAL")(error));
    return !(error as GnosisError).message.includes("secret");
  });
});

test("an answer that its own schema does not know is found", async () => {
  const { guard } = fakeGuard({ targets: [web] });
  await assert.rejects(guard.run(call(touch({ run: () => Promise.resolve({ wrong: 1 }) }))), code("INTERNAL"));
});

test("a reader who leaves a stream early ends the engine's request, and the record says that it went well", async () => {
  const { guard, written } = fakeGuard({ targets: [web] });
  let aborted = false;
  const operation = touch({
    deadline: "none",
    stream: async function* (context) {
      context.signal.addEventListener("abort", () => (aborted = true));
      for (let index = 0; ; index++) yield await Promise.resolve(index);
    },
  });
  const { items } = await guard.stream(call(operation));
  await items.next();
  await items.return(undefined);
  assert.ok(aborted);
  assert.deepEqual(written, ["intent container.touch", "ok"]);
});

test("a stream without a value of its own answers with what it returns", async () => {
  const { guard } = fakeGuard({ targets: [web] });
  const { run: _run, ...rest } = touch();
  const operation: AnyOperation = {
    ...rest,
    stream: async function* () {
      yield await Promise.resolve(1);
      return { id: "end" };
    },
  };
  assert.deepEqual((await guard.run(call(operation))).value, { id: "end" });
});
