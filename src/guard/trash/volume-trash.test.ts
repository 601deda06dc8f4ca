import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { manualClock } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { openStore } from "../../store/store.ts";
import { openVolumeTrash, type VolumeTrash, type VolumeTrashEngine } from "./volume-trash.ts";
import { volumeTrashMigrations } from "./volume-trash-table.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-volumes-"));
const store = openStore({ directory, migrations: volumeTrashMigrations });
after(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});
const clock = manualClock(1_800_000_000_000);

/** Volumes with their files, on an engine that breaks down before its n-th change; a copy that is cut off is half done. */
function paperEngine(volumes: Readonly<Record<string, string>>) {
  const files = new Map(Object.entries(volumes));
  let left = Number.POSITIVE_INFINITY;
  const mounted = new Set<string>();
  const broken = (): boolean => left-- <= 0;
  const engine: VolumeTrashEngine = {
    facts: (volume) => Promise.resolve(files.has(volume) ? { labels: {}, plain: volume !== "nfs" } : undefined),
    size: (volume) => Promise.resolve(files.get(volume)?.length),
    create: async (volume) => {
      if (broken()) throw new Error("killed");
      files.set(volume, files.get(volume) ?? "");
    },
    copy: async (from, to, most) => {
      const content = files.get(from) ?? "";
      if (content.length > most) throw new GnosisError("LIMIT_REACHED", "too large");
      if (broken()) {
        files.set(to, content.slice(0, 2));
        throw new Error("killed");
      }
      files.set(to, content);
      return content.length;
    },
    remove: async (volume) => {
      if (mounted.has(volume)) throw new GnosisError("CONFLICT", "in use");
      if (broken()) throw new Error("killed");
      files.delete(volume);
    },
  };
  return { engine, files, mounted, breakAfter: (changes: number) => void (left = changes) };
}

let endpoints = 0;
function open(engine: VolumeTrashEngine, endpoint = `e${++endpoints}`, keepTime = 60_000): VolumeTrash {
  return openVolumeTrash({
    ...{ store, endpoint, engine, clock, keepTime, maxBytes: 25 },
    otherBytes: () => 0,
    note: () => undefined,
  });
}

test("wherever a removal or a return is cut off, the next start has the files whole, and only once in the end", async () => {
  for (const work of ["remove", "restore"] as const) {
    for (let at = 0; at < 5; at++) {
      const paper = paperEngine({ data: "precious" });
      const endpoint = `${work}-${at}`;
      const first = open(paper.engine, endpoint);
      if (work === "restore") await first.remove("data", "ann");
      paper.breakAfter(at);
      const begun = work === "remove" ? first.remove("data", "ann") : first.restore(first.list()[0]?.copy ?? "");
      await begun.catch(() => undefined);
      paper.breakAfter(Number.POSITIVE_INFINITY);
      const second = open(paper.engine, endpoint);
      await second.sweep();
      const [kept] = second.list();
      if (kept !== undefined) {
        assert.equal(paper.files.has("data"), false, `${work} ${at}: it is in the trash and under its name`);
        await second.restore(kept.copy);
      }
      assert.deepEqual([...paper.files], [["data", "precious"]], `${work} ${at}`);
    }
  }
});

test("a volume that a container mounts stays, and so does one that can't be copied; the caller is told why", async () => {
  const paper = paperEngine({ used: "abc", nfs: "abc", huge: "x".repeat(26) });
  const trash = open(paper.engine);
  paper.mounted.add("used");
  await assert.rejects(trash.remove("used", "ann"), { code: "CONFLICT" });
  assert.deepEqual([...paper.files.keys()], ["used", "nfs", "huge"]);
  assert.deepEqual(await trash.remove("nfs", "ann"), { kept: false, reason: "driver" });
  assert.deepEqual(await trash.remove("huge", "ann"), { kept: false, reason: "too-large" });
  assert.match((await trash.forGood("huge", false)) ?? "", /gone for good: its 26 ?B don't fit/);
  assert.equal(await trash.forGood("used", false), undefined);
  assert.match(
    (await trash.forGood("used", true)) ?? "",
    /with 3 ?B\. Without purge it is copied first, which takes about 1 s/,
  );
});

test("another volume of the name is not overwritten, and the oldest copies make room or expire", async () => {
  const paper = paperEngine({ a: "x".repeat(10), b: "x".repeat(10), c: "x".repeat(10) });
  const trash = open(paper.engine);
  for (const volume of ["a", "b", "c"]) {
    clock.advance(1_000);
    await trash.remove(volume, "ann");
  }
  assert.deepEqual(
    trash.list().map(({ volume }) => volume),
    ["c", "b"],
  );
  paper.files.set("c", "new");
  await assert.rejects(trash.restore(trash.list()[0]?.copy ?? ""), { code: "CONFLICT" });
  assert.equal(paper.files.get("c"), "new");
  clock.advance(60_000);
  await trash.sweep();
  assert.deepEqual([trash.list(), [...paper.files.keys()]], [[], ["c"]]);
});

test("without a trash nothing is copied and nothing asked", async () => {
  const paper = paperEngine({ data: "abc" });
  const trash = open(paper.engine, undefined, 0);
  assert.equal(await trash.forGood("data", true), undefined);
  assert.deepEqual(await trash.remove("data", "ann"), { kept: false, reason: "switched-off" });
});
