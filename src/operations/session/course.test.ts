import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KeptEvent } from "../../engine/events/kept-event.ts";
import { courseOf } from "./course.ts";
import { differenceOf } from "./difference.ts";

const event = (record: string, object: string, action: string, oldName?: string): KeptEvent => ({
  ...{ time: 0, type: "container", action, object, name: object, labels: {} },
  attributes: oldName === undefined ? {} : { oldName },
  cause: { record, caller: "bot", surface: "rest", operation: `container.${action}` },
});

test("each call tells what it touched and how that differs by then from before the session", () => {
  const events = [
    event("r1", "web", "pause"),
    event("r2", "web", "unpause"),
    event("r3", "new", "create"),
    event("r3", "new", "start"),
    event("r4", "new", "die"),
    event("r4", "new", "destroy"),
  ];
  assert.deepEqual(
    courseOf(events).map(({ record, name, change }) => `${record} ${name} ${change}`),
    ["r1 web paused", "r2 web null", "r3 new added", "r4 new null"],
  );
});

test("the latest step of each object is the whole difference, whatever happened", () => {
  const one = fc
    .tuple(
      fc.constantFrom("r1", "r2", "r3", "r4"),
      fc.constantFrom("a", "b"),
      fc.constantFrom("create", "start", "die", "destroy", "pause", "unpause", "update", "rename"),
    )
    .map(([record, object, action]) => event(record, object, action, action === "rename" ? "/before" : undefined));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), (events) => {
      const last = new Map(courseOf(events).map((step) => [step.id, step]));
      const said = [...last.values()].flatMap(({ record: _, change, ...rest }) =>
        change === null ? [] : [{ ...rest, change }],
      );
      const byId = (all: readonly { id: string }[]) => [...all].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(byId(said), byId(differenceOf(events)));
    }),
  );
});

test("ten thousand restarts are told in no time", () => {
  const events = Array.from({ length: 5000 }, (_, at) => [
    event(`r${at}`, "web", "die"),
    event(`r${at}`, "web", "start"),
  ]);
  assert.equal(courseOf(events.flat()).length, 5000);
});
