import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, isOfSandbox, maySee } from "./visitors.ts";

const row = { name: "one", owner: "tok_owner", token: "tok_inside" };

test("a sandbox is there for who made it, for admins, and for its own token and socket", () => {
  for (const [id, role, sees, own] of [
    ["tok_owner", "developer", true, false],
    ["tok_any", "admin", true, false],
    ["tok_inside", "sandbox", true, true],
    ["socket:sandbox-one", "sandbox", true, true],
    ["socket:sandbox-two", "sandbox", false, false],
    ["tok_any", "developer", false, false],
    ["tok_any", "sandbox", false, false],
  ] as const) {
    assert.equal(maySee(row, { id, role }), sees, id);
    assert.equal(isOfSandbox(row, { id }), own, id);
  }
});

test("a sandbox without a token is not that of a caller without an id", () => {
  assert.equal(maySee({ ...row, token: null }, { id: "", role: "viewer" }), false);
});

test("inside, everybody but an admin has the sandbox's role, and keeps name and narrowing", () => {
  const caller = {
    id: "tok_owner",
    name: "a",
    role: "viewer",
    surface: "rest" as const,
    narrowing: { operations: [] },
  };
  assert.deepEqual(inside(caller), { ...caller, role: "sandbox" });
  assert.equal(inside({ ...caller, role: "admin" }).role, "admin");
});
