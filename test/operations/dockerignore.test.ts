import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { directoryTar } from "../../src/operations/build/context/directory-tar.ts";
import { bytes, removeOwn, runId, testLabel } from "../support/engine.ts";

const root = mkdtempSync(join(tmpdir(), "gnosis-ignore-"));
after(async () => {
  rmSync(root, { recursive: true });
  await removeOwn();
});
for (const path of "a/1.md a/b/2.md a/b/c/3.txt d/4.md d/5.log src/main.go src/lib/x.log top.md br[ack].txt .hidden".split(
  " ",
)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "x");
}
writeFileSync(join(root, "Dockerfile"), "FROM busybox\nCOPY . /context\n");

const files = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/^\.\//u, ""))
    .filter((path) => path !== "" && !path.endsWith("/") && path !== "Dockerfile" && path !== ".dockerignore")
    .toSorted((a, b) => (a < b ? -1 : 1));

async function ours(): Promise<string[]> {
  const input = await bytes(await directoryTar(root, "Dockerfile"));
  return files(spawnSync("tar", ["-t", "-f", "-"], { input, encoding: "utf8" }).stdout);
}

/** What the docker CLI sends for the same directory, as the image that is built from it has it. */
function theirs(): string[] {
  const label = ["--label", `${testLabel}=${runId}`];
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  const build = spawnSync("docker", ["build", "-q", "--no-cache", ...label, root], { encoding: "utf8", env });
  assert.equal(build.status, 0, build.stderr);
  const list = ["sh", "-c", "cd /context 2>/dev/null && find . -type f"];
  return files(
    spawnSync("docker", ["run", "--rm", ...label, build.stdout.trim(), ...list], { encoding: "utf8" }).stdout,
  );
}

const docker = spawnSync("docker", ["--version"]).status === 0;
for (const patterns of [
  "**/*.md",
  "a/*\n!a/b",
  "*\n!src/lib\n",
  "**/*.log\n!src/lib/x.log",
  "a/b\n!a/b/c/3.txt",
  "br\\[ack].txt\n.h*",
  "#a\n[^as]*\n!Dockerfile",
]) {
  test(`what is sent is what the docker CLI sends: ${JSON.stringify(patterns)}`, { skip: !docker }, async () => {
    writeFileSync(join(root, ".dockerignore"), patterns);
    assert.deepEqual(await ours(), theirs());
  });
}
