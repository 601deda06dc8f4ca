import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { type ArchiveName, checkedArchive, ImageArchive } from "./image-archive.ts";

/** One entry of a tar archive as bytes. */
function entry(name: string, content: string, { flag = "0", size = Buffer.byteLength(content) } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write(flag, 156);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const end = Buffer.alloc(1024);
const config = '{"architecture":"amd64"}';
const digest = createHash("sha256").update(config).digest("hex");
const manifest = (text: string): Buffer => entry("manifest.json", text);
const pax = (field: string): Buffer => {
  const length = field.length + 4;
  return entry("x", `${length} ${field}\n`, { flag: "x" });
};

function namesIn(...parts: readonly Buffer[]): readonly ArchiveName[] {
  const whole = Buffer.concat(parts);
  for (const size of [1, 511, 513, whole.length]) {
    const archive = new ImageArchive();
    for (let at = 0; at < whole.length; at += size) archive.add(whole.subarray(at, at + size));
    if (size === whole.length) return archive.names();
    archive.names();
  }
  return [];
}

test("names are read with the image that gets them, whatever the pieces", () => {
  const text = JSON.stringify([{ Config: `${digest}.json`, RepoTags: ["a:1", "b:2"] }]);
  assert.deepEqual(namesIn(entry(`${digest}.json`, config), manifest(text), end), [
    { reference: "a:1", image: `sha256:${digest}` },
    { reference: "b:2", image: `sha256:${digest}` },
  ]);
});

test("a name stands out however it is hidden from readers", () => {
  const text = '[{"config":"x","REPOTAGſ":["evil:1"]}]';
  assert.deepEqual(namesIn(manifest(text), end), [{ reference: "evil:1" }]);
  const plain = '[{"RepoTags":["evil:1"]}]';
  for (const name of ["./manifest.json", "d/../manifest.json", "linked/manifest.json", "/manifest.json"])
    assert.deepEqual(namesIn(entry(name, plain), end), [{ reference: "evil:1" }], name);
  assert.deepEqual(namesIn(pax("path=manifest.json"), entry("innocent", plain), end), [{ reference: "evil:1" }]);
  assert.deepEqual(namesIn(entry("L", "manifest.json\0", { flag: "L" }), entry("innocent", plain)), [
    { reference: "evil:1" },
  ]);
  assert.deepEqual(namesIn(manifest("[]"), manifest(plain), end), [{ reference: "evil:1" }]);
  assert.deepEqual(namesIn(entry("repositories", '{"evil":{"1":"id"}}'), end), [{ reference: "evil:1" }]);
  const index = JSON.stringify({
    manifests: [{ annotations: { "io.containerd.image.name": "docker.io/library/evil:1" } }],
  });
  assert.deepEqual(namesIn(entry("index.json", index), end), [{ reference: "docker.io/library/evil:1" }]);
  const twice = JSON.stringify([{ Config: `${digest}.json`, RepoTags: ["a:1"] }]);
  const other = entry(`d/${digest}.json`, "{}");
  assert.deepEqual(namesIn(entry(`${digest}.json`, config), other, manifest(twice), end), [{ reference: "a:1" }]);
});

test("what readers could take differently is refused", () => {
  const plain = '[{"RepoTags":["evil:1"]}]';
  const refused: readonly (readonly Buffer[])[] = [
    [entry("manifest.json", "", { flag: "2" }), end],
    [entry("manifest.json", "", { flag: "1" }), end],
    [entry("manifest.json", "", { flag: "5" }), end],
    [entry("a", "", { flag: "2", size: 512 }), manifest(plain), end],
    [entry("a", plain, { flag: "S" }), end],
    [entry("a/", plain), end],
    [pax("size=0"), entry("a", plain), end],
    [manifest('[{"RepoTags":[],"RepoTags":["evil:1"]}]'), end],
    [manifest(`${plain}[]`), end],
  ];
  for (const [index, parts] of refused.entries())
    assert.throws(() => namesIn(...parts), { code: "UPLOAD_BROKEN" }, `case ${index}`);
});

test("the end of an archive waits for the check, and never comes when that refuses", async () => {
  const parts = [manifest('[{"RepoTags":["evil:1"]}]'), end];
  async function* source(): AsyncGenerator<Buffer, void, void> {
    await Promise.resolve();
    yield* parts;
  }
  const passed: Buffer[] = [];
  const refuse = (): Promise<void> => Promise.reject(new Error("no"));
  await assert.rejects(async () => {
    for await (const part of checkedArchive(source(), refuse)) passed.push(part);
  }, /no/);
  assert.deepEqual(passed, parts.slice(0, 1));
});
