import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { watchedContext } from "./watched-context.ts";

const root = mkdtempSync(join(tmpdir(), "gnosis-context-"));
after(() => rmSync(root, { recursive: true, force: true }));
let number = 0;

/** A real archive of these files; a text that begins with `->` is a link. */
function archive(files: Readonly<Record<string, string>>): Buffer {
  const directory = join(root, String(number++));
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    if (text.startsWith("->")) symlinkSync(text.slice(2), join(directory, name));
    else writeFileSync(join(directory, name), text);
  }
  return execFileSync("tar", ["-C", directory, "-cf", "-", ...Object.keys(files)]);
}

/** What reaches the engine of a context, and what broke it off. */
async function sent(
  bytes: Buffer,
  query = {},
  against?: (reference: string) => Promise<string | undefined>,
): Promise<{ readonly bytes: Buffer; readonly error?: string }> {
  const pieces: Buffer[] = [];
  const isRemoved = (reference: string) => Promise.resolve(reference.startsWith("gone"));
  const source = Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
    })(),
    { objectMode: false },
  );
  try {
    for await (const piece of watchedContext(source, { query, isRemoved, against })) pieces.push(piece as Buffer);
  } catch (error) {
    return { bytes: Buffer.concat(pieces), error: String(error) };
  }
  return { bytes: Buffer.concat(pieces) };
}

test("a context whose Dockerfile takes nothing from the trash comes as it was, packed or not", async () => {
  const plain = archive({ Dockerfile: "FROM here\n", big: "x".repeat(100_000), "docs/old": "from gone\n" });
  for (const bytes of [
    plain,
    gzipSync(plain),
    Buffer.from("no archive at all"),
    Buffer.alloc(0),
    gzipSync(plain).subarray(0, 900),
  ]) {
    const { bytes: through, error } = await sent(bytes);
    assert.equal(error, undefined);
    assert.ok(through.equals(bytes));
  }
});

test("one that does is never sent whole, however its Dockerfile is named, packed or linked", async () => {
  const gone = "FROM here AS a\nFROM gone:1\n";
  const cases: [Record<string, string>, object?, boolean?][] = [
    [{ Dockerfile: gone }],
    [{ Dockerfile: gone, later: "x".repeat(50_000) }],
    [{ Dockerfile: gone }, {}, true],
    [{ dockerfile: gone }],
    [{ "a/File": gone }, { dockerfile: "./a/../a/File" }],
    [{ Dockerfile: "->a/File", "a/File": gone }],
    [{ "a/File": gone, b: "->a" }, { dockerfile: "b/File" }],
    [{ Dockerfile: "ARG X\nFROM $X\n" }, { buildargs: '{"X":"gone:2"}' }],
    [{ Dockerfile: "FROM here\nCOPY --from=gone:3 /a /a\n" }],
  ];
  for (const [files, query, packed] of cases) {
    const bytes = packed === true ? gzipSync(archive(files)) : archive(files);
    const { bytes: through, error } = await sent(bytes, query);
    assert.match(error ?? "", /lies in the trash/, JSON.stringify(files));
    assert.ok(through.length < bytes.length);
  }
  assert.match((await sent(Buffer.from("BZh91AY"))).error ?? "", /compressed so that/);
});

test("an image that the caller may not take breaks the context off before its last piece, and a variable is judged as written", async () => {
  const asked: string[] = [];
  const against = (reference: string): Promise<string | undefined> => {
    asked.push(reference);
    return Promise.resolve(reference === "mine" ? undefined : `Not ${reference}.`);
  };
  const good = archive({ Dockerfile: "FROM mine AS x\nFROM mine\nCOPY --from=x a b\n" });
  assert.ok((await sent(good, {}, against)).bytes.equals(good));
  const bad = archive({ Dockerfile: "ARG B=mine\nFROM mine\nFROM ${B}\n" });
  const { bytes, error } = await sent(bad, {}, against);
  assert.ok(bytes.length < bad.length);
  assert.match(error ?? "", /Not \$\{B\}\. It stands in line 3/);
  assert.ok(!asked.includes("x"));
});
