// Approvals when people, callers, time and the objects all move at once.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { CallerView } from "../../catalogue/operation.ts";
import { manualClock } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { hmacReplace } from "../../kernel/redaction.ts";
import { openStore } from "../../store/store.ts";
import type { Caller } from "../caller/caller.ts";
import { allow, container, fakeGuard, testCaller, touch } from "../test-support/fake-guard.ts";
import { approvalMigrations } from "./approval-migrations.ts";
import { openApprovals } from "./approvals.ts";

const minute = 60_000;
const people: readonly CallerView[] = [
  { id: "t-ann", name: "ann", role: "admin", surface: "dashboard" },
  { id: "t-bob", name: "bob", role: "admin", surface: "cli" },
];
const callers: readonly Caller[] = [testCaller, { ...testCaller, id: "t2", name: "other" }];

/** A guard whose policy asks for every call. What has run is in `intents`. */
function fixture() {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-races-"));
  const clock = manualClock();
  const store = openStore({ directory, migrations: approvalMigrations });
  const state = { status: "running" };
  const approvals = openApprovals({
    ...{ store, clock, audit: { note: () => undefined }, replaceSecret: hmacReplace(Buffer.alloc(32, 1)) },
    mayDecide: ({ role }) => role === "admin",
    madeBy: () => false,
  });
  const fake = fakeGuard({
    targets: [container("web"), container("db")],
    decide: () => ({ ...allow, effect: "ask", rule: "asking" }),
    inspectContainer: () => ({ State: { Status: state.status }, Image: "sha256:1" }),
    approvals,
  });
  const call = (input: unknown, caller: Caller, more: object = {}) =>
    fake.guard.run({ operation: touch(), input, caller, ...more });
  return {
    ...{ approvals, clock, state, call, ...fake },
    [Symbol.dispose]: () => {
      approvals.close();
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type Fixture = ReturnType<typeof fixture>;
const refused = (code: string) => (error: unknown) => error instanceof GnosisError && error.code === code;
const [ann, bob] = people as [CallerView, CallerView];

/** A call that waits for its approval, once its plan is there to be decided. */
async function waiting(it: Fixture): Promise<{ readonly running: Promise<unknown>; readonly id: string }> {
  const running = it.call({ id: "web" }, testCaller, { approvalWait: 60 * minute });
  running.catch(() => undefined);
  while (it.approvals.list(ann, {}).length === 0) await new Promise((resolve) => setImmediate(resolve));
  return { running, id: it.approvals.list(ann, {})[0]?.id ?? "" };
}

test("an object that changes while its call waits is asked for anew when the yes comes, and nothing runs", async () => {
  using it = fixture();
  const { running, id } = await waiting(it);
  it.state.status = "exited";
  it.approvals.decide(ann, id, { verdict: "once" });
  await assert.rejects(running, refused("APPROVAL_REQUIRED"));
  assert.equal(it.intents.length, 0);
  assert.equal(it.approvals.inspect(ann, id).state, "changed");
  const [again] = it.approvals.list(ann, { state: "pending" });
  assert.match(again?.plan.changed?.join() ?? "", /was "running" and is "exited"/);
});

test("a yes that comes when time is over is refused, and the call that waits is let go without running", async () => {
  using it = fixture();
  const { running, id } = await waiting(it);
  it.clock.advance(15 * minute);
  assert.throws(() => it.approvals.decide(ann, id, { verdict: "once" }), /expired already/);
  await assert.rejects(running, refused("APPROVAL_REQUIRED"));
  assert.equal(it.intents.length, 0);
});

test("a yes in the last moment counts; one that is not used in its time does not", async () => {
  using it = fixture();
  const { running, id } = await waiting(it);
  it.clock.advance(15 * minute - 1);
  it.approvals.decide(bob, id, { verdict: "once" });
  await running;
  assert.equal(it.intents.length, 1);
  await assert.rejects(it.call({ id: "db" }, testCaller), refused("APPROVAL_REQUIRED"));
  const [second] = it.approvals.list(ann, { state: "pending" });
  it.approvals.decide(ann, second?.id ?? "", { verdict: "once" });
  it.clock.advance(10 * minute);
  await assert.rejects(it.call({ id: "db" }, testCaller), refused("APPROVAL_REQUIRED"));
  assert.equal(it.intents.length, 1);
});

/** What can happen, in any order. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("call" as const),
      by: fc.nat(1),
      on: fc.constantFrom("web", "db"),
      waits: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom("yes" as const, "no" as const), by: fc.nat(3), which: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("time" as const), minutes: fc.constantFrom(1, 10, 15) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("change" as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("cancel" as const), by: fc.nat(3), which: fc.nat() }) },
);

test("in whatever order things happen, each run had one yes of its own, from somebody else, for that very call", async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
      using it = fixture();
      const calls: Promise<unknown>[] = [];
      const yes = new Map<string, string>();
      // Two people, and the callers themselves, who may try.
      const deciders: readonly CallerView[] = [...people, ...callers];
      for (const one of happenings) {
        const known = it.approvals.list(ann, {});
        const id = "which" in one ? (known[one.which % Math.max(1, known.length)]?.id ?? "apr_made-up") : "";
        const decider = "by" in one ? (deciders[one.by] ?? ann) : ann;
        try {
          if (one.what === "call")
            calls.push(
              it
                .call({ id: one.on }, callers[one.by]!, { approvalWait: one.waits ? minute : 0 })
                .catch(() => undefined),
            );
          else if (one.what === "time") it.clock.advance(one.minutes * minute);
          else if (one.what === "change") it.state.status = it.state.status === "running" ? "exited" : "running";
          else if (one.what === "cancel") it.approvals.cancel(decider, id);
          else if (one.what === "no") it.approvals.decide(decider, id, { verdict: "deny" });
          else {
            it.approvals.decide(decider, id, { verdict: "once" });
            assert.ok(!yes.has(id), "decided once");
            yes.set(id, decider.id);
          }
        } catch (error) {
          assert.ok(error instanceof GnosisError, String(error));
        }
        if (calls.length % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
      }
      it.approvals.close();
      await Promise.all(calls);
      const used = it.intents.map(({ decision, caller, targets }) => {
        const id = decision.approval ?? "";
        const { plan } = it.approvals.inspect(ann, id);
        assert.ok(
          people.some((person) => person.id === yes.get(id)),
          "a person said yes",
        );
        assert.deepEqual([plan.caller.id, plan.targets[0]?.id], [caller.id, targets[0]?.id]);
        return id;
      });
      assert.equal(new Set(used).size, used.length, "and it was good once");
      ran += used.length;
    }),
    { numRuns: 60 },
  );
  assert.ok(ran > 0, "no call ran in all");
});
