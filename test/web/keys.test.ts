import assert from "node:assert/strict";
import { test } from "node:test";
import { allActs, keyActs } from "../../web/src/parts/keys/acts.ts";
import { conflictsOf, keyIn, readChosen, withKey } from "../../web/src/parts/keys/chosen.ts";

test("no two of the usual keys mean different things in one place", () => {
  for (const act of allActs) assert.deepEqual(conflictsOf({}, act, keyActs[act].key), [], act);
});

test("a key may mean different things only where never both have the focus", () => {
  assert.deepEqual(conflictsOf({}, "restart", "j"), ["next"]);
  assert.deepEqual(conflictsOf({}, "help", "n"), ["deny", "error-after"]);
  assert.deepEqual(conflictsOf({}, "error-after", "r"), []);
  assert.deepEqual(conflictsOf({ next: "J" }, "restart", "j"), []);
  assert.deepEqual(conflictsOf({}, "restart", ""), []);
});

test("a key that is taken from another leaves that one without, and the usual keys are not kept", () => {
  const taken = withKey({}, "restart", "j");
  assert.deepEqual(taken, { restart: "j", next: "" });
  assert.deepEqual(withKey(withKey(taken, "restart", "r"), "next", "j"), {});
});

test("what is kept in a browser counts only where it is a key of an act", () => {
  const chosen = readChosen({ next: "J", help: "", nothing: "q", restart: "rr", remove: 7 });
  assert.deepEqual(chosen, { next: "J", help: "" });
  assert.deepEqual([keyIn(chosen, "next"), keyIn(chosen, "help"), keyIn(chosen, "restart")], ["J", "", "r"]);
  assert.deepEqual([readChosen("nonsense"), readChosen(undefined)], [{}, {}]);
});
