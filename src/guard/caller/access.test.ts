import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { manualClock } from "../../kernel/clock.ts";
import { openStore } from "../../store/store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Caller } from "./caller.ts";
import type { Credentials } from "./credentials.ts";
import { type AccessOptions, openAccess } from "./open-access.ts";
import { tokenMigrations } from "./token-migrations.ts";
import { newTokenText, readTokenText } from "./token-text.ts";

function fixture(options: Partial<AccessOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-access-"));
  const store = openStore({ directory, migrations: tokenMigrations });
  const clock = manualClock();
  const refused: Parameters<AuditLog["refuse"]>[0][] = [];
  const notes: string[] = [];
  const audit = {
    refuse: (refusal: Parameters<AuditLog["refuse"]>[0]) => void refused.push(refusal),
    note: (kind: string) => void notes.push(kind),
  };
  const access = openAccess({ store, clock, audit, ...options });
  const enter = (text: string | undefined, more: Partial<Credentials> = {}): Promise<Caller> =>
    access.authenticate({
      address: "10.0.0.7",
      surface: "rest",
      ...(text === undefined ? {} : { authorization: `Bearer ${text}` }),
      ...more,
    });
  return {
    ...{ directory, store, clock, refused, notes, access, enter },
    [Symbol.dispose]: () => {
      access.close();
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const ann = { name: "ann", role: "operator", createdBy: "test" };

test("a token's text lets its bearer in, by either header, and its secret is nowhere in the file", async () => {
  using it = fixture();
  const { token, text } = it.access.tokens.create({ ...ann, operations: ["container.*"], scope: { owned: true } });
  assert.match(text, /^gnosis_[a-z0-9]+_[A-Za-z0-9]{49}$/);
  const expected = {
    ...{ id: token.id, name: "ann", role: "operator", surface: "rest", address: "10.0.0.7" },
    narrowing: { operations: ["container.*"], scope: { owned: true } },
  };
  for (const caller of [await it.enter(text), await it.enter(undefined, { apiKey: text })]) {
    const { issue, ...rest } = caller;
    assert.match(issue ?? "", /^[0-9a-f]{16}$/);
    assert.deepEqual(rest, expected);
  }
  it.access.close();
  for (const file of ["gnosis.db", "gnosis.db-wal"]) {
    assert.ok(!readFileSync(join(it.directory, file)).includes(text.slice(-40)), file);
  }
});

test("no token, a wrong form, two tokens, a wrong checksum, an unknown token: each is turned away and told why", async () => {
  using it = fixture();
  const { text } = it.access.tokens.create(ann);
  await assert.rejects(it.enter(undefined), { code: "UNAUTHENTICATED", message: /needs a token/ });
  await assert.rejects(it.enter(undefined, { authorization: `Basic ${text}` }), { message: /of the form/ });
  await assert.rejects(it.enter(text, { apiKey: "other" }), { message: /different tokens/ });
  await assert.rejects(it.enter(text.slice(0, -1)), { message: /checksum/ });
  await assert.rejects(it.enter(newTokenText("abcdefgh23")), { message: /not known/ });
  await assert.rejects(it.enter(newTokenText(readTokenText(text)?.id ?? "")), { message: /not known/ });
  assert.equal(it.refused.length, 3, "only presented tokens are failed sign-ins");
  assert.equal(it.refused[0]?.operation, "sign-in");
});

test("expiry, revocation and rotation count from the next request on", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  const { text } = it.access.tokens.create({ ...ann, expiresIn: 1_000 });
  await it.enter(text);
  it.clock.advance(1_000);
  await assert.rejects(it.enter(text), { code: "TOKEN_EXPIRED" });
  const second = it.access.tokens.create(ann);
  const rotated = it.access.tokens.rotate("ann");
  assert.equal(rotated.token.id, second.token.id);
  await assert.rejects(it.enter(second.text), { code: "UNAUTHENTICATED" });
  await it.enter(rotated.text);
  assert.equal(it.access.tokens.revoke("ann").state, "revoked");
  await assert.rejects(it.enter(rotated.text), { message: /revoked/ });
  assert.deepEqual(it.access.tokens.list(), []);
  assert.equal(it.access.tokens.list({ all: true }).length, 2);
});

test("what runs on for a token ends when it is revoked, rotated or expires; a new text begins anew", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  const { access, clock } = it;
  const { token, text } = access.tokens.create(ann);
  const first = access.ended(token);
  const session = await it.enter(text);
  access.tokens.rotate("ann");
  assert.match(String(first.reason), /has another text now/);
  assert.equal(await access.recheck(session), undefined, "a session of the old text");
  const second = access.ended(token);
  assert.equal(second.aborted, false);
  access.tokens.revoke("ann");
  assert.match(String(second.reason), /has been revoked/);
  assert.equal(access.ended(token).aborted, true);

  const short = access.tokens.create({ ...ann, name: "short", expiresIn: 20 }).token;
  const ending = access.ended(short);
  assert.equal(ending.aborted, false);
  clock.advance(20);
  await new Promise((done) => ending.addEventListener("abort", done));
  assert.match(String(ending.reason), /has expired/);
});

test("names are unique among live tokens, and the last admin stays", () => {
  using it = fixture({ hasRole: (role) => ["admin", "operator"].includes(role) });
  const { tokens } = it.access;
  tokens.create({ name: "root", role: "admin", createdBy: "test" });
  assert.throws(() => tokens.create({ ...ann, name: "root" }), { code: "CONFLICT" });
  assert.throws(() => tokens.create({ ...ann, name: "server" }), { code: "INPUT_INVALID" });
  for (const scope of [{ label: "team=web" }, { labels: { team: "web" } }, { owned: "yes" }])
    assert.throws(() => tokens.create({ ...ann, scope }), { code: "INPUT_INVALID", next: /"label":\{"team":"web"\}/ });
  assert.throws(() => tokens.create({ ...ann, name: "\u001b[2J" }), { code: "INPUT_INVALID" });
  assert.throws(() => tokens.create({ ...ann, role: "nobody" }), { code: "INPUT_INVALID" });
  assert.throws(() => tokens.revoke("root"), { code: "CONFLICT" });
  assert.throws(() => tokens.revoke("none"), { code: "TOKEN_NOT_FOUND" });
  tokens.create({ name: "second", role: "admin", createdBy: "test" });
  assert.equal(tokens.revoke("root").state, "revoked");
  tokens.create({ ...ann, name: "root" });
});

test("the first start gives an admin and a code that signs in once; while unused, each start gives new ones", async () => {
  using it = fixture();
  const first = it.access.setUp();
  const second = it.access.setUp();
  assert.ok(first !== undefined && second !== undefined);
  await assert.rejects(it.enter(first.text), { code: "UNAUTHENTICATED" });
  assert.equal(await it.access.redeem(first.code), undefined);
  const caller = await it.access.redeem(second.code);
  assert.equal(caller?.role, "admin");
  assert.equal(await it.access.redeem(second.code), undefined, "good once");
  assert.equal(it.access.setUp(), undefined, "used: set-up is over");
  assert.equal((await it.enter(second.text)).name, "admin");
});

test("a code is good for its time only, and only while its token lives", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  it.access.tokens.create(ann);
  const late = it.access.tokens.link("ann", 1_000);
  it.clock.advance(1_001);
  assert.equal(await it.access.redeem(late), undefined);
  const orphan = it.access.tokens.link("ann", 60_000);
  it.access.tokens.revoke("ann");
  assert.equal(await it.access.redeem(orphan), undefined);
  assert.throws(() => it.access.tokens.link("ann", 1_000), { code: "TOKEN_NOT_FOUND" });
});

test("the admin token of the set-up is any long text, and stands in for the first start", async () => {
  using it = fixture({ adminToken: "correct horse battery staple, twice" });
  assert.equal(it.access.setUp(), undefined);
  const caller = await it.enter(undefined, { apiKey: "correct horse battery staple, twice" });
  assert.deepEqual([caller.id, caller.role], ["admin-file", "admin"]);
  await assert.rejects(it.enter("correct-horse"), { code: "UNAUTHENTICATED" });
});

test("anonymous callers come in from this machine only, and only where a role is set for them", async () => {
  using closed = fixture();
  await assert.rejects(closed.enter(undefined, { address: "127.0.0.1" }), { code: "UNAUTHENTICATED" });
  using open = fixture({ anonymousRole: "viewer" });
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    assert.deepEqual(await open.enter(undefined, { address }), {
      ...{ id: "anonymous", name: "anonymous", role: "viewer", surface: "rest", address },
    });
  }
  await assert.rejects(open.enter(undefined, { address: "10.0.0.7" }), { code: "UNAUTHENTICATED" });
  await assert.rejects(open.enter("wrong", { address: "127.0.0.1" }), { code: "UNAUTHENTICATED" });
});

test("failed sign-ins are slowed down twice as long each time, by address", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  const fail = (address: string) => it.enter("wrong", { address }).catch((error: unknown) => error);
  for (let index = 0; index < 6; index++) await fail("10.0.0.7");
  await assert.rejects(it.enter("wrong"), {
    code: "TOO_MANY_ATTEMPTS",
    status: 429,
    detail: { extra: { retryAfter: 1 } },
  });
  await assert.rejects(it.enter("x".repeat(32)), { code: "TOO_MANY_ATTEMPTS" });
  await it.enter("x".repeat(32), { address: "10.0.0.8" });
  const { text } = it.access.tokens.create(ann);
  it.clock.advance(1_001);
  await fail("10.0.0.7");
  await assert.rejects(it.enter("wrong"), { detail: { extra: { retryAfter: 2 } } });
  await it.enter(text);
  await assert.rejects(it.enter("wrong"), { code: "UNAUTHENTICATED" }, "a success clears the address");
});

test("loopback is never kept waiting for more than two seconds", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  for (let index = 0; index < 50; index++) {
    await it.enter("wrong", { address: "127.0.0.1" }).catch(() => undefined);
    it.clock.advance(2_000);
  }
  await it.enter("x".repeat(32), { address: "127.0.0.1" });
});

test("when a token was last used is known to the minute, and a session follows its token", async () => {
  using it = fixture({ adminToken: "x".repeat(32) });
  const { text } = it.access.tokens.create(ann);
  it.clock.advance(90_000);
  const caller = await it.enter(text, { session: "s1" });
  assert.equal(it.access.tokens.list()[0]?.lastUsed, "2026-01-01T00:01:00.000Z");
  assert.equal((await it.access.recheck(caller))?.session, "s1");
  it.access.tokens.revoke("ann");
  assert.equal(await it.access.recheck(caller), undefined);
});
