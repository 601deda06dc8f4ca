import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { auditFixture, someIntent } from "./audit-fixture.ts";
import { verifyFiles } from "./verify-files.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-exported-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const headFile = join(directory, "heads.ndjson");

const lines: string[] = [];
{
  using log = auditFixture({ headFile });
  for (let call = 0; call < 5; call++) (await log.audit.log.intend(someIntent())).finish({ ok: true, duration: 1 });
  using closed = log.reopen();
  for (const entry of closed.audit.reader.entries({})) lines.push(JSON.stringify(entry));
}
const file = (name: string, of: readonly string[]): string => {
  writeFileSync(join(directory, name), of.map((line) => `${line}\n`).join(""));
  return join(directory, name);
};
const kinds = async (of: readonly string[]): Promise<string[]> =>
  (await verifyFiles([file("changed.ndjson", of)])).problems.map(({ kind, sequence }) => `${kind} ${sequence}`);

test("an exported log is checked without a server, and a signed head proves that it was not written anew", async () => {
  const whole = await verifyFiles([file("whole.ndjson", lines)], headFile);
  assert.deepEqual([whole.ok, whole.records, whole.fromTheBeginning, whole.problems], [true, lines.length, true, []]);
  assert.ok(whole.heads > 0 && (whole.signed?.sequence ?? 0) > 0);
  const alone = await verifyFiles([file("whole.ndjson", lines)]);
  assert.match(alone.unproven.join(), /no signed head/);
});

test("parts that follow each other are one log, and one that begins later says what it can't prove", async () => {
  const [head, tail] = [file("a.ndjson", lines.slice(0, 4)), file("b.ndjson", lines.slice(4))];
  assert.equal((await verifyFiles([head, tail])).ok, true);
  const late = await verifyFiles([tail]);
  assert.deepEqual([late.ok, late.fromTheBeginning], [true, false]);
  assert.match(late.unproven.join(), /before record 5/);
  assert.deepEqual((await verifyFiles([tail, head])).problems[0]?.kind, "moved");
});

test("a record that was edited, removed, moved or made up is named with its file and line", async () => {
  const edited = lines.map((line, index) => (index === 4 ? line.replace("ann", "eve") : line));
  assert.notDeepEqual(edited, lines);
  assert.deepEqual(await kinds(edited), ["edited 5"]);
  assert.deepEqual(await kinds(lines.toSpliced(3, 2)), ["removed 4"]);
  assert.deepEqual(await kinds([...lines.slice(0, 4), "{}", ...lines.slice(4)]), ["unreadable 5"]);
  assert.deepEqual((await kinds([...lines, lines[2] ?? ""])).at(0), "moved 3");
  const { problems } = await verifyFiles([file("changed.ndjson", edited)]);
  assert.equal(problems[0]?.where, `${join(directory, "changed.ndjson")}:5`);
  assert.equal((await verifyFiles([file("empty.ndjson", [])])).ok, false);
});
