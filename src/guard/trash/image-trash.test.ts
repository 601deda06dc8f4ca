import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hiddenReference, isHiddenReference } from "../../catalogue/hidden-names.ts";
import { manualClock } from "../../kernel/clock.ts";
import { openStore } from "../../store/store.ts";
import { openImageTrash, type ImageTrash, type ImageTrashEngine } from "./image-trash.ts";
import { imageTrashMigrations } from "./image-trash-table.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-images-"));
const store = openStore({ directory, migrations: imageTrashMigrations });
after(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const clock = manualClock(1_800_000_000_000);
const idOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** An engine that forgets an image with its last tag, and breaks down before its n-th change. */
function paperEngine(images: Readonly<Record<string, readonly string[]>>) {
  const tags = new Map(Object.entries(images).flatMap(([image, names]) => names.map((name) => [name, image] as const)));
  let left = Number.POSITIVE_INFINITY;
  const step = (): void => {
    if (left-- <= 0) throw new Error("killed");
  };
  const of = (image: string): string[] => [...tags].flatMap(([name, holder]) => (holder === image ? [name] : []));
  const engine: ImageTrashEngine = {
    facts: (image) =>
      Promise.resolve(of(image).length === 0 ? undefined : { references: of(image), labels: {}, bytes: 100 }),
    holder: (reference) => Promise.resolve(tags.get(reference)),
    tag: async (image, reference) => {
      step();
      tags.set(reference, image);
    },
    untag: async (reference) => {
      step();
      tags.delete(reference);
    },
  };
  return { engine, of, tags, breakAfter: (changes: number) => void (left = changes) };
}

let endpoints = 0;
function open(engine: ImageTrashEngine, endpoint = `e${++endpoints}`, maxBytes = 250): ImageTrash {
  return openImageTrash({
    ...{ store, endpoint, engine, clock, maxBytes, keepTime: 60_000 },
    otherBytes: () => 0,
    isHeld: () => false,
    note: () => undefined,
  });
}

test("wherever a removal or a return is cut off, the next start finds the image whole, in the trash or under a name of its own", async () => {
  const image = idOf("a");
  for (const work of ["remove", "restore"] as const) {
    for (let at = 0; at < 6; at++) {
      const paper = paperEngine({ [image]: ["web:1", "web:2"] });
      const endpoint = `${work}-${at}`;
      const first = open(paper.engine, endpoint);
      if (work === "restore") await first.remove(image, "whole", "ann");
      paper.breakAfter(at);
      await (work === "remove" ? first.remove(image, "whole", "ann") : first.restore(image)).catch(() => undefined);
      paper.breakAfter(Number.POSITIVE_INFINITY);
      const second = open(paper.engine, endpoint);
      await second.sweep();
      const names = paper.of(image);
      const kept = second.list().some((one) => one.image === image);
      assert.ok(names.length > 0, `${work} ${at}: the image is lost`);
      assert.equal(kept, names.every(isHiddenReference), `${work} ${at}: ${names.join()}`);
      if (kept) await second.restore(image);
      assert.ok(paper.of(image).some((name) => name.startsWith("web:")) && !paper.of(image).some(isHiddenReference));
    }
  }
});

test("a return gives all tags back, or none when another image has one of them", async () => {
  const [image, other] = [idOf("b"), idOf("c")];
  const paper = paperEngine({ [image]: ["web:1", "web:2"] });
  const trash = open(paper.engine);
  await trash.remove(image, "whole", "ann");
  paper.tags.set("web:2", other);
  await assert.rejects(trash.restore(image), { code: "CONFLICT" });
  assert.deepEqual(paper.of(image), [hiddenReference(image)]);
  paper.tags.delete("web:2");
  await trash.restore(image);
  assert.deepEqual(paper.of(image).toSorted(), ["web:1", "web:2"]);
});

test("images go for good when their time is over, the oldest when room is needed, and what is too large at once", async () => {
  const ids = ["d", "e", "f"].map(idOf);
  const paper = paperEngine(Object.fromEntries(ids.map((id, n) => [id, [`n${n}:1`]])));
  const trash = open(paper.engine);
  for (const [n, id] of ids.entries()) {
    clock.advance(1_000);
    assert.equal((await trash.remove(id, { tag: `n${n}:1` }, "ann")).kept, true);
  }
  assert.deepEqual(
    trash.list().map(({ image }) => image),
    [ids[2], ids[1]],
  );
  assert.deepEqual(paper.of(ids[0] ?? ""), [], "two of a hundred bytes fit into 250");
  clock.advance(60_000);
  await trash.sweep();
  assert.deepEqual([trash.list(), paper.of(ids[2] ?? "")], [[], []]);
  const small = paperEngine({ [idOf("1")]: ["big:1"] });
  const refused = await open(small.engine, undefined, 50).remove(idOf("1"), { tag: "big:1" }, "ann");
  assert.deepEqual([refused, small.of(idOf("1"))], [{ kept: false, reason: "too-large" }, ["big:1"]]);
});

test("a tag that came since the caller looked stays, and the image with it", async () => {
  const image = idOf("3");
  const paper = paperEngine({ [image]: ["web:1", "new:1"] });
  const refused = await open(paper.engine).remove(image, { tag: "web:1" }, "ann");
  assert.deepEqual([refused, paper.of(image)], [{ kept: false, reason: "still-tagged" }, ["web:1", "new:1"]]);
});

test("who pulls or builds a removed image again has it as their own, and the trash lets it go", async () => {
  const image = idOf("2");
  const paper = paperEngine({ [image]: ["web:1"] });
  const trash = open(paper.engine);
  await trash.remove(image, { tag: "web:1" }, "ann");
  paper.tags.set("pulled:1", image);
  await trash.sweep();
  assert.deepEqual([trash.list(), paper.of(image)], [[], ["pulled:1"]]);
});
