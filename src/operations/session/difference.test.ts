import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptEvent } from "../../engine/events/kept-event.ts";
import { differenceOf } from "./difference.ts";
import { accountAsMarkdown } from "./markdown.ts";

const event = (object: string, action: string, attributes: Record<string, string> = {}): KeptEvent => ({
  ...{ time: 0, type: "container", action, object, name: object, attributes, labels: {} },
});

test("the difference is what is left at the end, object by object", () => {
  const events = [
    ...["create", "start", "die", "destroy"].map((action) => event("passing", action)),
    ...["create", "start"].map((action) => event("new", action)),
    ...["kill", "die", "stop", "destroy"].map((action) => event("old", action)),
    ...["start"].map((action) => event("started", action)),
    ...["kill", "die", "stop"].map((action) => event("stopped", action)),
    ...["die", "stop", "start", "restart"].map((action) => event("again", action)),
    ...["start", "die"].map((action) => event("brief", action)),
    ...["pause"].map((action) => event("paused", action)),
    event("renamed", "rename", { oldName: "/before" }),
    event("updated", "update"),
    event("looked", "exec_start"),
  ];
  assert.deepEqual(
    differenceOf(events).map(({ name, change }) => `${name} ${change}`),
    [
      "new added",
      "old removed",
      "started started",
      "stopped stopped",
      "again restarted",
      "paused paused",
      "renamed changed",
      "updated changed",
    ],
  );
});

test("what was put into the trash is gone under its own name, and what came back is there again", () => {
  const at = (object: string, name: string, action: string, oldName?: string): KeptEvent => ({
    ...event(object, action, oldName === undefined ? {} : { oldName }),
    name,
  });
  const events = [
    at("a", "web", "die"),
    at("a", "gnosis-trash-0123456789ab", "rename", "/web"),
    at("b", "db", "rename", "/gnosis-trash-ba9876543210"),
    at("b", "db", "start"),
    at("c", "new", "create"),
    at("c", "gnosis-trash-aaaaaaaaaaaa", "rename", "/new"),
    { ...at("d", "gnosis-trash-volume", "create"), type: "volume" },
  ];
  assert.deepEqual(
    differenceOf(events).map(({ change, summary }) => `${change}: ${summary}`),
    ["removed: The container 'web' is in the trash.", "added: The container 'db' is back from the trash."],
  );
});

test("a name can't break out of the document", () => {
  const text = accountAsMarkdown({
    session: {
      ...{ id: "s`1|x\n# Title", caller: { id: "t", name: "a", role: "r" }, surfaces: ["rest"], clients: [] },
      ...{ started: "", ended: "", calls: 1, changes: 1, failed: 0, refused: 0, unknown: 0, operations: [] },
    },
    records: [
      {
        ...{ id: "rec_1", sequence: 1, time: "2026", kind: "call", state: "done", operation: "container.stop" },
        targets: [{ kind: "container", id: "c", name: "x` | <script>" }],
      },
    ],
    events: [],
    difference: [],
  });
  assert.doesNotMatch(text, /<script>|^# Title/m);
  assert.equal(text.split("\n").filter((line) => line.startsWith("| 2026")).length, 1);
});
