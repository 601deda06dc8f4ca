import assert from "node:assert/strict";
import { after, test } from "node:test";
import { GnosisError } from "../../src/kernel/errors.ts";
import type { AuditReader, RecordView } from "../../src/catalogue/ports/audit-reader.ts";
import type { TokenRegister, TokenView } from "../../src/catalogue/ports/token-register.ts";
import { operationsOn } from "../support/guarded-operations.ts";

const view: RecordView = {
  id: "r1",
  sequence: 4,
  time: "2026-01-01T00:00:00.000Z",
  kind: "call",
  state: "done",
  caller: { id: "t1", name: "bot", role: "operator", surface: "rest" },
  operation: "container.restart",
  targets: [{ kind: "container", id: "c".repeat(64), name: "web" }],
  outcome: { sequence: 5, time: "2026-01-01T00:00:01.000Z", ok: true, duration: 12, resultDigest: "ab" },
};
const asked: unknown[] = [];
const audit: Partial<AuditReader> = {
  list: (query) => {
    asked.push(query);
    return { records: [view], next: "c2" };
  },
  show: (id) => {
    if (id === "r1") return view;
    throw new GnosisError("RECORD_NOT_FOUND", `There is no record ${id}.`);
  },
  verify: () =>
    Promise.resolve({
      ok: false,
      records: 9,
      broken: { kind: "edited", sequence: 3, message: "Record 3 was edited." },
      problems: [{ kind: "edited", sequence: 3, message: "Record 3 was edited." }],
      heads: 2,
      signed: { sequence: 8, time: "2026-01-01T00:00:00.000Z" },
      unknown: ["r0"],
      open: 1,
      publicKey: "k",
      log: "l",
    }),
};
const made: TokenView = {
  id: "abc",
  name: "bot",
  role: "viewer",
  created: "2026-01-01T00:00:00.000Z",
  createdBy: "test",
  state: "live",
};
const tokens: Partial<TokenRegister> = {
  create: (token) => {
    asked.push(token);
    return { token: made, text: "gnosis_abc_secret" };
  },
  list: (query) => {
    asked.push(query);
    return [made];
  },
  revoke: () => ({ ...made, state: "revoked", revoked: "2026-01-02T00:00:00.000Z" }),
};
const operations = operationsOn({ ports: { audit: audit as AuditReader, tokens: tokens as TokenRegister } });
const { run } = operations;
after(() => operations.close());

test("records are listed with moments as milliseconds and answered with units in their names", async () => {
  const { records, total, next } = await run("audit.list", { since: 100, operation: "container.*", ok: true });
  assert.deepEqual(asked.at(-1), { since: 100_000, operation: "container.*", ok: true, limit: 100 });
  assert.deepEqual(
    [total, next, records[0].outcome.duration_ms, records[0].outcome.result_digest],
    [1, "c2", 12, "ab"],
  );
  assert.equal((await run("audit.inspect", { id: "r1" })).targets[0].name, "web");
  await assert.rejects(run("audit.inspect", { id: "zz" }), { code: "RECORD_NOT_FOUND" });
});

test("verify names the first broken record", async () => {
  const report = await run("audit.verify");
  assert.deepEqual([report.ok, report.broken.sequence, report.signed_until, report.unknown], [false, 3, 8, ["r0"]]);
});

test("tokens are made, listed and revoked, and only the first answer has the text", async () => {
  const answer = await run("token.create", { name: "bot", role: "viewer", expires_in: "30d" });
  assert.deepEqual(asked.at(-1), { name: "bot", role: "viewer", createdBy: "test", expiresIn: 2_592_000_000 });
  assert.deepEqual([answer.text, answer.token.created_by, answer.token.expires], ["gnosis_abc_secret", "test", null]);
  const { tokens: listed } = await run("token.list", { all: true });
  assert.ok(!JSON.stringify(listed).includes("gnosis_"));
  assert.equal((await run("token.revoke", { id: "bot" })).token.state, "revoked");
  await assert.rejects(run("token.create", { name: "a b", role: "viewer" }), { code: "INPUT_INVALID" });
});
