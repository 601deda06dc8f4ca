import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsOf, withTicks } from "./with-ticks.ts";

test("ticks come at once and every five seconds, end with the work, and give its value", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"] });
  const seen: number[] = [];
  const work = Promise.withResolvers<string>();
  const done = withTicks(
    (elapsed) => void seen.push(elapsed),
    () => work.promise,
  );
  for (let second = 0; second < 11; second++) context.mock.timers.tick(1_000);
  assert.deepEqual(seen, [0, 5_000, 10_000]);
  work.resolve("value");
  assert.equal(await done, "value");
  context.mock.timers.tick(60_000);
  assert.equal(seen.length, 3);
});

test("ticks end when the work fails, and the failure is the caller's", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"] });
  let seen = 0;
  await assert.rejects(
    withTicks(
      () => void seen++,
      () => Promise.reject(new Error("broken")),
    ),
    /broken/,
  );
  context.mock.timers.tick(60_000);
  assert.equal(seen, 1);
});

test("a part of a time is written in seconds", () => {
  assert.equal(secondsOf(5_100, 120_000), "5 of 120 s");
});
