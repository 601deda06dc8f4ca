import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { auditMigrations } from "../../src/guard/audit/audit-migrations.ts";
import { openAudit } from "../../src/guard/audit/open-audit.ts";
import { openStore } from "../../src/store/store.ts";

const rounds = 20;
const writer = fileURLToPath(new URL("storm-writer.ts", import.meta.url));

/** Lets the writer work on the directory for a while, kills it with SIGKILL, and gives the ids that it was told are recorded. */
async function storm(directory: string, milliseconds: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8");
  for await (const text of child.stdout) {
    if (said === "") setTimeout(() => child.kill("SIGKILL"), milliseconds);
    said += String(text);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  // A line that was cut off by the kill was not said.
  return said.split("\n").slice(1, -1);
}

test("SIGKILL at any moment of a storm loses no acknowledged intent and leaves a chain that verifies", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-storm-"));
  try {
    const acknowledged = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const id of await storm(directory, 5 + Math.random() * 150)) acknowledged.add(id);
    }
    const store = openStore({ directory, migrations: auditMigrations });
    const audit = openAudit({ store });
    const has = store.prepare("SELECT 1 FROM record WHERE id = ? AND kind = 'intent'");
    const lost = [...acknowledged].filter((id) => has.get(id) === undefined);
    const report = await audit.reader.verify();
    const notes = audit.reader.list({ kind: "note", limit: 1_000 }).records;
    audit.close();
    store.close();
    assert.ok(acknowledged.size > rounds);
    assert.deepEqual(lost, []);
    assert.equal(report.broken, undefined);
    assert.equal(report.ok, true);
    assert.ok(report.unknown.length > 0, "calls that were cut off are reported as unknown");
    assert.equal(report.open, 0);
    assert.equal(notes.filter(({ note }) => note === "log.open").length, rounds + 1);
    assert.equal(notes.filter(({ note }) => note === "log.broken").length, 0);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
