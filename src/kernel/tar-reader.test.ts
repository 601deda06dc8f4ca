import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { tarEntries } from "./tar-reader.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-tar-"));
const long = `${"long".repeat(40)}.txt`;
mkdirSync(join(directory, "in"));
writeFileSync(join(directory, "in", "a.txt"), "hello");
writeFileSync(join(directory, "in", long), "x".repeat(1300));
writeFileSync(join(directory, "in", "ünï\nline"), "");
symlinkSync("a.txt", join(directory, "in", "link"));
after(() => rmSync(directory, { recursive: true }));

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

for (const format of ["gnu", "pax", "ustar"]) {
  for (const piece of [1, 511, 65_536]) {
    test(`an archive of tar's form ${format} is read in pieces of ${piece} bytes`, async () => {
      const names = format === "ustar" ? ["--exclude", long] : [];
      const bytes = execFileSync("tar", [
        "-C",
        directory,
        `--format=${format}`,
        ...names,
        "--sort=name",
        "-cf",
        "-",
        "in",
      ]);
      const found: string[] = [];
      for await (const entry of tarEntries(inPieces(bytes, piece))) {
        let text = "";
        // Every second one is skipped without being read.
        if (found.length % 2 === 1) for await (const part of entry.content) text += part.toString();
        found.push(`${entry.type} ${entry.name} ${entry.size} ${entry.linkTarget} ${text.length}`);
      }
      const expected = [
        "directory in/ 0  0",
        "file in/a.txt 5  5",
        "link in/link 0 a.txt 0",
        ...(format === "ustar" ? [] : [`file in/${long} 1300  1300`]),
        "file in/ünï\nline 0  0",
      ];
      assert.deepEqual(found, expected);
    });
  }
}

test("an archive that breaks off, or is none, ends", async () => {
  const bytes = execFileSync("tar", ["-C", directory, "-cf", "-", "in"]);
  for (const cut of [0, 100, 600, 1100]) {
    for await (const entry of tarEntries(inPieces(bytes.subarray(0, cut), 50))) void entry.name;
  }
  for await (const entry of tarEntries(inPieces(Buffer.from("no archive".repeat(300)), 99))) void entry.name;
});
