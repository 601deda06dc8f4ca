import assert from "node:assert/strict";
import { test } from "node:test";
import { createSessionStore } from "./session-store.ts";

const caller = { id: "t1", name: "ann", role: "admin", surface: "dashboard" } as const;
const hour = 3_600_000;

test("a session's two halves lead to who signed in, and one without the other to nobody", () => {
  const store = createSessionStore();
  const value = store.start(caller);
  assert.equal(store.find(value)?.id, "t1");
  assert.equal(store.find({ ...value, cookie: `${value.cookie}x` }), undefined);
  assert.equal(store.find({ ...value, page: `${value.page}x` }), undefined);
  assert.equal(store.find({ ...value, page: undefined }), undefined);
});

test("a session ends when its browser signs out", () => {
  const store = createSessionStore();
  const value = store.start(caller);
  store.end(value.cookie);
  assert.equal(store.find(value), undefined);
});

test("a session ends after twelve hours of silence, and after a week in any case", () => {
  let now = 0;
  const store = createSessionStore(() => now);
  const silent = store.start(caller);
  now = 12 * hour;
  assert.equal(store.find(silent), undefined);
  const busy = store.start(caller);
  const started = now;
  while (now < started + 7 * 24 * hour - 1) {
    now += 11 * hour;
    if (now >= started + 7 * 24 * hour) break;
    assert.ok(store.find(busy));
  }
  now = started + 7 * 24 * hour;
  assert.equal(store.find(busy), undefined);
});
