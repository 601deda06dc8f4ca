import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditLog, Intent, OpenRecord } from "../../guard/audit/audit-log.ts";
import { RecentCalls } from "./recent-calls.ts";

const container = { kind: "container", id: "c1", name: "web" } as const;
const log = {
  intend: async (): Promise<OpenRecord> => ({ sequence: 1, id: "rec_1", finish: () => {} }),
  refuse: () => {},
  note: () => {},
} satisfies Partial<AuditLog> as unknown as AuditLog;

const intent = (
  operation: string,
  risk: Intent["risk"] = "change",
  targets: Intent["targets"] = [container],
): Intent => ({
  caller: { id: "t", name: "build-bot", role: "operator", surface: "mcp" },
  ...{ operation, risk, targets, endpoint: "default", input: {}, policy: "p" },
  decision: { effect: "allow", rule: "r", reason: "" },
});
const event = (Action: string, ID = "c1", Attributes = {}) => ({ Type: "container", Action, Actor: { ID, Attributes }, time: 0, timeNano: 0 }); // prettier-ignore

test("an event is put down to the call that ran for its object, and to none otherwise", async () => {
  const calls = new RecentCalls();
  const record = await calls.watching(log).intend(intent("container.restart"));
  const now = Date.now();
  assert.equal(calls.causeOf("default", event("die"), now)?.caller, "build-bot");
  assert.equal(calls.causeOf("default", event("die", "c2"), now), undefined);
  assert.equal(calls.causeOf("other", event("die"), now), undefined);
  assert.equal(calls.causeOf("default", event("die"), now - 5_000), undefined);
  record.finish({ ok: true, duration: 1, ids: ["c3"] });
  assert.equal(calls.causeOf("default", event("start", "c3"), Date.now())?.operation, "container.restart");
  assert.equal(calls.causeOf("default", event("start"), Date.now() + 5_000), undefined);
});

test("a container that dies right after its start died by itself, and reading changes nothing", async () => {
  const calls = new RecentCalls();
  const watched = calls.watching(log);
  await watched.intend(intent("container.start"));
  await watched.intend(intent("container.logs", "read"));
  assert.equal(calls.causeOf("default", event("die"), Date.now()), undefined);
  assert.equal(calls.causeOf("default", event("start"), Date.now())?.operation, "container.start");
});

test("a network's end in a container belongs to the call on that container", async () => {
  const calls = new RecentCalls();
  await calls.watching(log).intend(intent("container.start"));
  assert.equal(calls.causeOf("default", event("connect", "n1", { container: "c1" }), Date.now())?.record, "rec_1");
});
