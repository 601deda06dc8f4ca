import assert from "node:assert/strict";
import { test } from "node:test";
import { withChanges } from "../../web/src/connection/list-changes.ts";

const row = (letter: string, minute: number, more = {}) => ({
  full_id: letter.repeat(64),
  created: `2026-01-01T00:0${minute}:00Z`,
  ...more,
});
const [newest, middle, oldest] = [row("c", 3), row("b", 2), row("a", 1)];
const before = { containers: [newest, middle, oldest], total: 3 };
const of = (...rows: readonly { readonly full_id: string }[]) => new Set(rows.map(({ full_id }) => full_id));

test("what changed is put in its place, and all other rows stay the same objects", () => {
  const renamed = { ...middle, name: "other" };
  const { list, unchanged } = withChanges(before, of(middle, oldest), [renamed, { ...oldest }]);
  assert.deepEqual(list.containers, [newest, renamed, oldest]);
  assert.equal(list.containers[0], newest);
  assert.equal(list.containers[2], oldest);
  assert.deepEqual(unchanged, [oldest.full_id]);
});

test("what was asked for and is not answered is gone, and what is new stands by its age", () => {
  const between = row("d", 2, { created: "2026-01-01T00:02:30Z" });
  const { list } = withChanges(before, of(newest, between), [between]);
  assert.deepEqual(list.containers, [between, middle, oldest]);
  assert.equal(list.total, 3);
});

test("a container of which neither list knows is to be asked for again: the server may not have heard of it yet", () => {
  const unknown = row("e", 4);
  const { list, unchanged } = withChanges(before, of(unknown), []);
  assert.deepEqual(list.containers, before.containers);
  assert.deepEqual(unchanged, [unknown.full_id]);
});
