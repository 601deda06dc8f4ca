import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { BuildRecord } from "../operations/build/register.ts";
import { openStore } from "../store/store.ts";
import { buildArchive, buildMigrations } from "./build-archive.ts";

const record = (id: string, status: BuildRecord["status"]): BuildRecord => ({
  ...{ id, status, project: "web", tag: "web:1", tags: ["web:1"], started: "2026-01-01T00:00:00.000Z" },
  ...{ logs: ["a"], truncated: false, caller: "t1" },
});

test("builds are kept, changed in place, listed newest first and never more than 200, and how one ended is noted", () => {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-builds-"));
  const store = openStore({ directory, migrations: buildMigrations });
  try {
    const notes: string[] = [];
    const archive = buildArchive(store, {
      note: (kind, { build, status }) => notes.push(`${kind} ${build} ${status}`),
    });
    for (let count = 0; count < 210; count++) archive.keep(record(`b${count}`, "building"));
    archive.keep(record("b209", "completed"));
    assert.equal(archive.find("b209")?.status, "completed");
    assert.equal(archive.find("b0"), undefined);
    assert.deepEqual(
      archive.list(2).map(({ id }) => id),
      ["b209", "b208"],
    );
    assert.equal(archive.list(1000).length, 200);
    assert.deepEqual(notes, ["build.ended b209 completed"]);
  } finally {
    store.close();
    rmSync(directory, { recursive: true });
  }
});
