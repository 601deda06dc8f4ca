import assert from "node:assert/strict";
import { test } from "node:test";
import { withAround } from "../../web/src/pages/logs/around.ts";
import type { KeptLine } from "../../web/src/pages/logs/log-store.ts";
import { fieldsOf, namesIn } from "../../web/src/pages/logs/parse-line.ts";
import { withEvents } from "../../web/src/pages/logs/with-events.ts";

const time = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000000001Z`;
const line = (key: number, text: string, more: Partial<KeptLine> = {}): KeptLine => ({
  key,
  from: "web",
  stream: "stdout",
  time: time(key),
  text,
  ...more,
});
const event = (second: number, action: string) => ({
  time: time(second).replace("000000001Z", "000Z"),
  action,
  id: "1",
  name: "web",
  summary: `container web: ${action}, not through Gnosis Docker`,
});
const texts = (lines: readonly KeptLine[]): readonly string[] => lines.map(({ text }) => text);

test("lines around one that is found are given with it, none of them twice", () => {
  const lines = ["a", "b", "X", "d", "X", "f", "g", "h", "X"].map((text, key) => line(key, text));
  const { found, wanted } = withAround(lines, ({ text }) => text === "X", 1);
  assert.deepEqual(texts(found), ["b", "X", "d", "X", "f", "h", "X"]);
  assert.deepEqual([...(wanted ?? [])], [2, 4, 8]);
  assert.deepEqual(texts(withAround(lines, ({ text }) => text === "X", 0).found), ["X", "X", "X"]);
});

test("what is missing and what happened stays, whatever is looked for", () => {
  const lines = [line(1, "a"), line(2, "", { missed: 7 }), line(3, "died", { event: "die" }), line(4, "b")];
  const { found, wanted } = withAround(lines, ({ text }) => text === "b", 0);
  assert.deepEqual(
    found.map(({ key }) => key),
    [2, 3, 4],
  );
  assert.deepEqual([...(wanted ?? [])], [4]);
});

test("what happened stands between the lines by its time; what was before the first is left out", () => {
  const lines = [line(10, "one"), line(20, "two")];
  const shown = withEvents(lines, [
    event(30, "start"),
    event(15, "die"),
    event(5, "start"),
    event(16, "exec_start: sh"),
  ]);
  assert.deepEqual(texts(shown), ["one", "die, not through Gnosis Docker", "two", "start, not through Gnosis Docker"]);
  assert.deepEqual(
    shown.map((one) => one.event),
    [undefined, "die", undefined, "start"],
  );
  const [, die] = withEvents(lines, [event(15, "die")]);
  assert.equal(die?.key, shown[1]?.key, "the same event is the same line");
  assert.equal(withEvents(lines, [event(5, "start")]), lines, "nothing new is made of nothing new");
});

test("fields are those of objects, the most frequent first", () => {
  const lines = [
    line(1, '{"msg":"a","status":200}'),
    line(2, '{"level":"info","status":500,"ms":3}'),
    line(3, "[1]"),
    line(4, "{nonsense"),
  ];
  assert.deepEqual(namesIn(lines), ["status", "ms"]);
  assert.deepEqual(fieldsOf(lines[0] as KeptLine), { msg: "a", status: 200 });
  assert.equal(fieldsOf(lines[2] as KeptLine), undefined);
});
