import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { CallerView } from "../catalogue/operation.ts";
import type { Candidate } from "../operations/prune/prunable.ts";
import { openStore } from "../store/store.ts";
import { prunePlanMigrations, prunePlans } from "./prune-plans.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-plans-"));
const store = openStore({ directory, migrations: prunePlanMigrations });
after(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

let now = 1_800_000_000_000;
const plans = prunePlans(store, { now: () => now, elapsed: () => now });
const ann: CallerView = { id: "tok_ann", name: "ann", role: "admin", surface: "rest" };
const bob: CallerView = { ...ann, id: "tok_bob", name: "bob" };
const things: Candidate[] = [
  {
    ...{ kind: "volume", id: "data", name: "data", bytes: 3, created: null, lastUsed: null, dependants: [], mark: "m" },
    target: { kind: "volume", id: "data", name: "data", labels: {} },
  },
];

test("a plan is found by its caller, for its engine, as it was made", () => {
  const { id } = plans.keep(ann, "default", things);
  assert.deepEqual(plans.find(ann, "default", id).candidates, things);
  assert.throws(() => plans.find(bob, "default", id), { code: "PLAN_NOT_FOUND" });
  assert.throws(() => plans.find(ann, "other", id), { code: "PLAN_NOT_FOUND" });
});

test("a plan is good for an hour", () => {
  const { id, expires } = plans.keep(ann, "default", things);
  now = expires - 1;
  plans.find(ann, "default", id);
  now = expires;
  assert.throws(() => plans.find(ann, "default", id), { code: "PLAN_NOT_FOUND" });
});

test("the eleventh plan of a caller takes the place of its oldest, and of nobody else's", () => {
  const theirs = plans.keep(bob, "default", things);
  const own = Array.from({ length: 11 }, () => plans.keep(ann, "default", things).id);
  assert.throws(() => plans.find(ann, "default", own[0] ?? ""), { code: "PLAN_NOT_FOUND" });
  for (const id of own.slice(1)) plans.find(ann, "default", id);
  plans.find(bob, "default", theirs.id);
});
