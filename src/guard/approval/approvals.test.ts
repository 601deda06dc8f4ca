import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CallerView } from "../../catalogue/operation.ts";
import { manualClock } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { hmacReplace } from "../../kernel/redaction.ts";
import { openStore, type Store } from "../../store/store.ts";
import type { Caller } from "../caller/caller.ts";
import { openFreezes } from "../freeze/freezes.ts";
import { allow, container, type FakeGuardOptions, fakeGuard, testCaller, touch } from "../test-support/fake-guard.ts";
import { approvalMigrations } from "./approval-migrations.ts";
import { type ApprovalsOptions, openApprovals } from "./approvals.ts";

const ann: CallerView = { id: "t-ann", name: "ann", role: "admin", surface: "dashboard" };
const bob: CallerView = { id: "t-bob", name: "bob", role: "admin", surface: "cli" };
const minute = 60_000;

/** A guard whose policy asks for every call, with its queue. */
function fixture(options: FakeGuardOptions & Partial<ApprovalsOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-approvals-"));
  const clock = manualClock();
  const notes: string[] = [];
  const state = { status: "running", effect: "ask" as "ask" | "allow" | "deny", more: {} };
  let store: Store;
  const open = () => {
    store = openStore({ directory, migrations: approvalMigrations });
    const audit = { note: (kind: string) => void notes.push(kind) };
    const approvals = openApprovals({
      ...{ store, clock, audit, replaceSecret: hmacReplace(Buffer.alloc(32, 1)) },
      mayDecide: ({ role }) => role === "admin",
      madeBy: () => false,
      ...options,
    });
    const freezes = openFreezes({ store, clock, audit });
    const fake = fakeGuard({
      targets: [container("web"), container("db")],
      decide: () => ({ ...allow, effect: state.effect, rule: "asking", ...state.more }),
      inspectContainer: () => ({ State: { Status: state.status }, Image: "sha256:1" }),
      ...{ approvals, freezes },
      ...options,
    });
    const call = (input: unknown = { id: "web" }, caller: Caller = testCaller, more: object = {}) =>
      fake.guard.run({ operation: touch(), input, caller, ...more });
    /** Makes the call and gives the id of the approval that it then waits for. */
    const queued = async (...given: Parameters<typeof call>): Promise<string> => {
      const error = await call(...given).then(
        () => assert.fail("It ran."),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof GnosisError && error.code === "APPROVAL_REQUIRED", String(error));
      return String((error.detail.extra?.["approval"] as { id?: string } | undefined)?.id);
    };
    return { approvals, freezes, call, queued, ...fake };
  };
  const it = open();
  return {
    ...{ clock, notes, state, ...it },
    restart: () => {
      it.approvals.close();
      store.close();
      return open();
    },
    [Symbol.dispose]: () => {
      it.approvals.close();
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const refused = (code: string) => (error: unknown) => error instanceof GnosisError && error.code === code;

test("a call that has to be asked for waits as a plan that says what would happen, and masks secrets", async () => {
  using it = fixture();
  const id = await it.queued({ id: "web", count: 3 }, testCaller, { reason: "because password=hunter2 leaked" });
  const [view] = it.approvals.list(ann, {});
  assert.equal(view?.id, id);
  assert.equal(view.state, "pending");
  assert.equal(view.plan.operation, "container.touch");
  assert.deepEqual(view.plan.targets[0]?.state["status"], "running");
  assert.equal(view.plan.rule, "asking");
  assert.match(view.plan.claimed ?? "", /password=hmac:/);
  assert.ok(view.plan.effects.some((effect) => effect.includes("'web'") && effect.includes("running")));
  assert.equal(await it.queued({ id: "web", count: 3 }), id, "the same call again is the same plan");
  assert.notEqual(await it.queued({ id: "web", count: 4 }), id, "another input is another plan");
});

test("approved once, it runs once; the record names the approval", async () => {
  using it = fixture();
  const id = await it.queued();
  assert.equal(it.approvals.decide(ann, id, { verdict: "once", comment: "fine" }).state, "approved");
  await it.call();
  assert.deepEqual([it.intents[0]?.decision.effect, it.intents[0]?.decision.approval], ["ask", id]);
  assert.equal(it.approvals.inspect(ann, id).state, "used");
  const again = await it.queued();
  assert.notEqual(again, id, "nothing is replayed");
  assert.deepEqual(it.notes, ["approval.asked", "approval.approved", "approval.used", "approval.asked"]);
});

test("a yes of the client approves the very plan it was asked about, once, only over MCP and where the rule says so", async () => {
  using it = fixture();
  const mcp: Caller = { ...testCaller, surface: "mcp" };
  const first = await it.queued({ id: "web" }, mcp);
  assert.equal(await it.queued({ id: "web" }, mcp, { clientApproved: first }), first, "not by itself");
  it.state.more = { answer: "client" };
  assert.equal(await it.queued({ id: "web" }, mcp, { clientApproved: "apr_other" }), first, "another's plan");
  await assert.rejects(
    it.call({ id: "web" }, { ...mcp, surface: "rest" }, { clientApproved: first }),
    refused("FORBIDDEN"),
  );
  it.state.status = "exited";
  const second = await it.queued({ id: "web" }, mcp, { clientApproved: first });
  assert.notEqual(second, first, "the object has changed since it was shown");
  await it.call({ id: "web" }, mcp, { clientApproved: second });
  const { decision } = it.intents[0] ?? assert.fail();
  assert.deepEqual([decision.approval, decision.answered], [second, "client"]);
  const { state, decidedBy, verdict } = it.approvals.inspect(ann, second);
  assert.deepEqual([state, decidedBy?.id, decidedBy?.surface, verdict], ["used", mcp.id, "mcp", "once"]);
  assert.notEqual(await it.queued({ id: "web" }, mcp, { clientApproved: second }), second, "nothing is replayed");
});

test("of many calls at once only one gets what was approved once", async () => {
  using it = fixture();
  it.approvals.decide(ann, await it.queued(), { verdict: "once" });
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => it.call()));
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

test("an approval is bound to its caller, operation, objects and input", async () => {
  using it = fixture();
  it.approvals.decide(ann, await it.queued({ id: "web", count: 1 }), { verdict: "once" });
  await it.queued({ id: "web", count: 2 });
  await it.queued({ id: "db", count: 1 });
  await it.queued({ id: "web", count: 1 }, { ...testCaller, id: "t2", name: "other" });
  await assert.rejects(
    it.guard.run({ operation: touch({ id: "container.poke" }), input: { id: "web", count: 1 }, caller: testCaller }),
    refused("APPROVAL_REQUIRED"),
  );
  await it.call({ id: "web", count: 1 });
});

test("what has changed since it was approved is named, and asked for again", async () => {
  using it = fixture();
  const id = await it.queued();
  it.approvals.decide(ann, id, { verdict: "once" });
  it.state.status = "exited";
  await assert.rejects(it.call(), (error: unknown) => {
    assert.ok(error instanceof GnosisError);
    assert.match(error.message, /status of the container 'web' was "running" and is "exited"/);
    return error.code === "APPROVAL_REQUIRED";
  });
  assert.equal(it.approvals.inspect(ann, id).state, "changed");
  const [view] = it.approvals.list(ann, { state: "pending" });
  assert.equal(view?.plan.changed?.length, 1);
  it.state.status = "running";
  await it.queued();
  assert.equal(it.approvals.inspect(ann, view.id).state, "changed", "a pending plan is replaced as well");
});

test("nobody approves their own calls, through MCP, without a token, or with a token of the asker's making", async () => {
  using it = fixture({ madeBy: (token, name) => token === "t-child" && name === testCaller.name });
  const id = await it.queued();
  const decide = (decider: CallerView) => () => it.approvals.decide(decider, id, { verdict: "once" });
  assert.throws(decide({ ...testCaller, role: "admin", surface: "dashboard" }), refused("FORBIDDEN"));
  assert.throws(decide({ ...ann, surface: "mcp" }), refused("FORBIDDEN"));
  assert.throws(decide({ ...ann, surface: "socket" }), refused("FORBIDDEN"));
  assert.throws(decide({ ...ann, id: "anonymous" }), refused("FORBIDDEN"));
  assert.throws(decide({ ...ann, id: "t-child" }), refused("FORBIDDEN"));
  assert.throws(decide({ ...testCaller }), refused("FORBIDDEN"));
  assert.throws(decide({ ...testCaller, id: "t3" }), refused("APPROVAL_NOT_FOUND"));
  assert.equal(it.approvals.inspect(ann, id).state, "pending");
  assert.equal(it.approvals.decide({ ...testCaller, role: "admin" }, id, { verdict: "deny" }).state, "denied");
});

test("of two who decide, the first one counts", async () => {
  using it = fixture();
  const id = await it.queued();
  it.approvals.decide(ann, id, { verdict: "deny", comment: "not today" });
  assert.throws(() => it.approvals.decide(bob, id, { verdict: "once" }), /denied already by ann/);
  await assert.rejects(it.call(), (error: unknown) => {
    assert.ok(error instanceof GnosisError);
    assert.match(error.message, /ann has denied this: not today/);
    return error.code === "FORBIDDEN";
  });
  it.clock.advance(10 * minute);
  assert.notEqual(await it.queued(), id, "after a while it may be asked for again");
});

test("it expires into a no: while pending, and when it was approved and not used", async () => {
  using it = fixture();
  const id = await it.queued();
  it.clock.advance(15 * minute);
  assert.throws(() => it.approvals.decide(ann, id, { verdict: "once" }), /expired already/);
  const second = await it.queued();
  assert.notEqual(second, id);
  it.approvals.decide(ann, second, { verdict: "once" });
  it.clock.advance(10 * minute);
  await it.queued();
  assert.equal(it.approvals.inspect(ann, second).state, "expired");
});

test("a permission for some minutes covers the same operation on the same object, for that caller only, and ends", async () => {
  using it = fixture();
  const id = await it.queued({ id: "web", count: 1 });
  it.approvals.decide(ann, id, { verdict: "minutes", milliseconds: 5 * minute });
  await it.call({ id: "web", count: 1 });
  await it.call({ id: "web", count: 2 });
  assert.equal(it.approvals.inspect(ann, id).uses, 2);
  await it.queued({ id: "db" });
  await it.queued({ id: "web" }, { ...testCaller, id: "t2", name: "other" });
  it.approvals.cancel(ann, id);
  await it.queued({ id: "web", count: 3 });
  const other = await it.queued({ id: "web", count: 4 });
  it.approvals.decide(ann, other, { verdict: "minutes", milliseconds: minute });
  it.clock.advance(minute);
  await it.queued({ id: "web", count: 4 });
});

test("a caller can wait for the answer, and goes on when it is yes", async () => {
  using it = fixture();
  const running = it.call({ id: "web" }, testCaller, { approvalWait: minute });
  while (it.approvals.list(ann, {}).length === 0) await new Promise((resolve) => setImmediate(resolve));
  const [view] = it.approvals.list(ann, {});
  const waiting = it.approvals.wait(testCaller, view?.id ?? "", minute);
  it.approvals.decide(bob, view?.id ?? "", { verdict: "once" });
  await running;
  assert.notEqual((await waiting).state, "pending");
});

test("what was allowed while it waited is decided anew", async () => {
  using it = fixture();
  const running = it.call({ id: "web" }, testCaller, { approvalWait: minute });
  while (it.approvals.list(ann, {}).length === 0) await new Promise((resolve) => setImmediate(resolve));
  it.freezes.create({ reason: "looking", by: "ann" });
  it.approvals.decide(bob, it.approvals.list(ann, {})[0]?.id ?? "", { verdict: "once" });
  await assert.rejects(running, refused("FROZEN"));
});

test("approvals survive a restart: pending, approved and used", async () => {
  using it = fixture();
  const pending = await it.queued({ id: "db" });
  const approved = await it.queued({ id: "web", count: 1 });
  it.approvals.decide(ann, approved, { verdict: "once" });
  const next = it.restart();
  assert.equal(next.approvals.inspect(ann, pending).state, "pending");
  await next.call({ id: "web", count: 1 });
  await next.queued({ id: "web", count: 1 });
  next.approvals.decide(ann, pending, { verdict: "once" });
  await next.call({ id: "db" });
});

test("a record that can't be written does not spend the approval", async () => {
  using it = fixture({ auditFails: true });
  const id = await it.queued();
  it.approvals.decide(ann, id, { verdict: "once" });
  await assert.rejects(it.call(), refused("AUDIT_UNAVAILABLE"));
  assert.equal(it.approvals.inspect(ann, id).state, "approved");
});

test("callers see and cancel their own only; ids that are made up lead nowhere", async () => {
  using it = fixture();
  const id = await it.queued();
  const other: CallerView = { ...testCaller, id: "t2", name: "other" };
  assert.equal(it.approvals.list(testCaller, {}).length, 1);
  assert.equal(it.approvals.list(other, {}).length, 0);
  for (const look of [
    () => it.approvals.inspect(other, id),
    () => it.approvals.cancel(other, id),
    () => it.approvals.inspect(ann, "apr_made-up"),
    () => it.approvals.decide(ann, "apr_made-up", { verdict: "once" }),
  ]) {
    assert.throws(look, refused("APPROVAL_NOT_FOUND"));
  }
  assert.equal(it.approvals.cancel(testCaller, id).state, "cancelled");
  assert.throws(() => it.approvals.cancel(testCaller, id), refused("CONFLICT"));
  assert.throws(() => it.approvals.decide(ann, id, { verdict: "once" }), refused("CONFLICT"));
});

test("a flood of plans is bounded", async () => {
  using it = fixture();
  for (let count = 0; count < 20; count++) await it.queued({ id: "web", count });
  await assert.rejects(it.call({ id: "web", count: 20 }), refused("LIMIT_REACHED"));
  await it.queued({ id: "web", count: 20 }, { ...testCaller, id: "t2", name: "other" });
});

test("who waits is let go when the server stops", async () => {
  using it = fixture();
  const id = await it.queued();
  const waiting = it.approvals.wait(testCaller, id, 60 * minute);
  const calling = assert.rejects(
    it.call({ id: "web" }, testCaller, { approvalWait: minute }),
    refused("APPROVAL_REQUIRED"),
  );
  await new Promise((resolve) => setImmediate(resolve));
  it.approvals.close();
  assert.equal((await waiting).state, "pending");
  await calling;
});
