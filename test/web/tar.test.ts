import assert from "node:assert/strict";
import { test } from "node:test";
import { tarEntries } from "../../src/kernel/tar-reader.ts";
import { tarPieces } from "../../web/src/parts/tar.ts";

test("files of every name are packed so that they come out as they went in", async () => {
  const names = ["a.txt", "ünï name", `${"long".repeat(60)}.bin`, "x".repeat(90), "tab\there"];
  const files = names.map((name, index) => ({
    name,
    size: index * 300,
    lastModified: 1_700_000_000_000,
    bytes: Buffer.alloc(index * 300, index),
  }));
  async function* archive(): AsyncGenerator<Buffer, void, void> {
    for (const piece of tarPieces(files)) yield "bytes" in piece ? piece.bytes : Buffer.from(piece);
  }
  const found: string[] = [];
  for await (const entry of tarEntries(archive())) {
    const pieces: Buffer[] = [];
    for await (const piece of entry.content) pieces.push(piece);
    const index = found.push(entry.name) - 1;
    assert.deepEqual(Buffer.concat(pieces), files[index]?.bytes);
    assert.equal(entry.modified, 1_700_000_000);
  }
  assert.deepEqual(found, names);
});
