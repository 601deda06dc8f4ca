import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { watchPolicy, type PolicyChange } from "./watch-policy.ts";

const role = (name: string): string => `version: 1\nroles:\n  ${name}:\n    allow: [container.list]\n`;

test("a changed policy counts, a broken one leaves the old one standing and says which line", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "policy-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "policy.yaml");
  const changes: PolicyChange[] = [];
  writeFileSync(file, role("one"));
  const watched = watchPolicy(file, { interval: 60_000, onChange: (change) => changes.push(change) });
  t.after(watched.close);
  assert.ok(watched.current().hasRole("one"));

  writeFileSync(join(directory, "next"), role("two"));
  renameSync(join(directory, "next"), file);
  watched.reload();
  assert.ok(watched.current().hasRole("two") && !watched.current().hasRole("one"));

  writeFileSync(file, `${role("three")}    dney: []\n`);
  watched.reload();
  watched.reload();
  assert.ok(watched.current().hasRole("two"));
  assert.equal(watched.problem()?.detail.where, `${file}:5:5`);

  rmSync(file);
  watched.reload();
  watched.reload();
  assert.ok(watched.current().hasRole("two"));

  writeFileSync(file, role("four"));
  watched.reload();
  assert.ok(watched.current().hasRole("four"));
  assert.equal(watched.problem(), undefined);
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["loaded", "broken", "broken", "loaded"],
  );
});

test("without a readable policy at the start nothing starts", () => {
  assert.throws(() => watchPolicy("/nonexistent/policy.yaml"), /can't be read/);
});
