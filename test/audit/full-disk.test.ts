import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { someIntent } from "../../src/guard/audit/audit-fixture.ts";
import { auditMigrations } from "../../src/guard/audit/audit-migrations.ts";
import { openAudit } from "../../src/guard/audit/open-audit.ts";
import { openStore } from "../../src/store/store.ts";

const mountPoint = mkdtempSync(join(tmpdir(), "gnosis-full-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", mountPoint]).status === 0;
const skip = mounted ? false : "mounting a small file system needs root";
after(() => {
  if (mounted) spawnSync("umount", ["-l", mountPoint]);
  rmSync(mountPoint, { recursive: true, force: true });
});

test("a disk that is really full refuses changes, keeps reads, and recovers without a restart", { skip }, async () => {
  const store = openStore({ directory: join(mountPoint, "data"), migrations: auditMigrations });
  const audit = openAudit({ store });
  const filler = openSync(join(mountPoint, "filler"), "w");
  try {
    assert.throws(
      () => {
        for (;;) writeSync(filler, Buffer.alloc(4_096));
      },
      { code: "ENOSPC" },
    );
    const big = someIntent({ input: { text: Array.from({ length: 30 }, () => "x".repeat(1_900)) } });
    await assert.rejects(
      async () => {
        for (let count = 0; count < 200; count++) (await audit.log.intend(big)).finish({ ok: true, duration: 1 });
      },
      { code: "AUDIT_UNAVAILABLE", message: /disk is full/ },
    );
    const read = await audit.log.intend(someIntent({ risk: "read" }));
    read.finish({ ok: true, duration: 1 });
    assert.equal(audit.reader.state().writable, false);
    ftruncateSync(filler, 0);
    await sleep(300);
    (await audit.log.intend(someIntent())).finish({ ok: true, duration: 1 });
    assert.equal(audit.reader.state().writable, true);
    assert.equal(audit.reader.show(read.id).state, "done");
    const report = await audit.reader.verify();
    assert.equal(report.ok, true, report.broken?.message);
  } finally {
    closeSync(filler);
    audit.close();
    store.close();
  }
});

test("a read-only file system is said as such at the start", { skip }, () => {
  const directory = join(mountPoint, "read-only");
  openStore({ directory, migrations: auditMigrations }).close();
  assert.equal(spawnSync("mount", ["-o", "remount,ro", mountPoint]).status, 0);
  try {
    assert.throws(() => openStore({ directory, migrations: auditMigrations }), {
      code: "STORE_FAILED",
      message: /may not write there|can't be written/,
    });
    assert.throws(() => openStore({ directory: join(mountPoint, "new"), migrations: [] }), { code: "STORE_FAILED" });
  } finally {
    spawnSync("mount", ["-o", "remount,rw", mountPoint]);
  }
});
