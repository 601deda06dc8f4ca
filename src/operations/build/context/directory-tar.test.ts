import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { directoryTar } from "./directory-tar.ts";
import { projectDirectory } from "./project.ts";

const root = mkdtempSync(join(tmpdir(), "gnosis-build-"));
after(() => rmSync(root, { recursive: true, force: true }));

function project(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const full = join(root, name, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  return join(root, name);
}

async function read(directory: string, dockerfile = "Dockerfile"): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await directoryTar(directory, dockerfile)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** What the system's own tar makes of an archive. */
function unpacked(archive: Buffer, option: string): string {
  const { stdout, status, stderr } = spawnSync("tar", [option, "-f", "-"], { input: archive, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}
const names = (archive: Buffer): string[] => unpacked(archive, "-t").trim().split("\n");

test("a directory becomes an archive that tar reads, with long and foreign names", async () => {
  const long = `${"deep/".repeat(30)}${"n".repeat(120)}`;
  const directory = project("plain", { Dockerfile: "FROM x", [long]: "long", "ü/ß.txt": "umlaut", empty: "" });
  const archive = await read(directory);
  assert.equal(archive.length % 512, 0);
  const found = names(archive);
  assert.ok(found.includes(long) && found.includes("Dockerfile") && found.includes("empty") && found.includes("deep/"));
  assert.equal(unpacked(archive, "-xO"), "FROM xlongumlaut");
});

test("what .dockerignore names is not in it, but what the builder needs is", async () => {
  const directory = project("ignoring", {
    ".dockerignore": "*\n!src\nsrc/*.log\n",
    Dockerfile: "FROM x",
    "src/a.ts": "a",
    "src/b.log": "b",
    "secret/key": "k",
  });
  assert.deepEqual(names(await read(directory)), [".dockerignore", "Dockerfile", "src/", "src/a.ts"]);
});

test("an ignore file beside the Dockerfile comes first, and a Dockerfile in an ignored directory is sent", async () => {
  const directory = project("several", {
    ".dockerignore": "a",
    "docker/Web": "FROM x",
    "docker/Web.dockerignore": "b\ndocker",
    "docker/other": "o",
    a: "a",
    b: "b",
  });
  assert.deepEqual(names(await read(directory, "docker/Web")), [".dockerignore", "a", "docker/Web"]);
});

test("links are sent as links, so that nothing outside gets in", async () => {
  const outside = project("outside", { secret: "do not read" });
  const directory = project("linked", { Dockerfile: "FROM x" });
  symlinkSync(join(outside, "secret"), join(directory, "file"));
  symlinkSync(outside, join(directory, "directory"));
  const archive = await read(directory);
  assert.ok(!archive.includes("do not read"));
  assert.match(unpacked(archive, "-tv"), /file -> .*secret/);
});

test("projects are found in the roots, and nothing leads out of them", async () => {
  const directory = project("web", { Dockerfile: "FROM x" });
  const elsewhere = mkdtempSync(join(tmpdir(), "gnosis-elsewhere-"));
  try {
    symlinkSync(elsewhere, join(root, "escape"));
    assert.equal(await projectDirectory({ project: "web" }, [root]), directory);
    assert.equal(await projectDirectory({ project: "x", path: directory }, [root]), directory);
    for (const asked of [
      { project: "none" },
      { project: "../etc" },
      { project: "escape" },
      { project: "x", path: elsewhere },
      { project: "x", path: `${root}-sibling` },
      { project: "x", path: "/" },
    ]) {
      await assert.rejects(projectDirectory(asked, [root]), { code: "PROJECT_NOT_FOUND" }, JSON.stringify(asked));
    }
    await assert.rejects(projectDirectory({ project: "web" }, []), (error: any) => {
      assert.deepEqual(error.detail.extra.known_projects, []);
      return /projectRoots/.test(error.next);
    });
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
