import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import type { Guarded } from "../proxy/support/guarded.ts";
import { dindImage } from "../support/dind-image.ts";
import { createContainer, engine, engineSocket, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startForDeveloper } from "./support/developer.ts";
import { docker } from "./support/docker.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-hand-down-"));
const label = Object.entries(labels).map((pair) => pair.join("="))[0] ?? "";
let guarded: Guarded;
let other: string;
let own: string;
let image: string;

before(async () => {
  image = await dindImage();
  guarded = await startForDeveloper(workspace, { handDown: true });
  other = uniqueName("other");
  await createContainer({ name: other });
  own = uniqueName("own");
  const { code, output } = await docker(guarded.path("dev"), [
    ...["run", "-d", "--name", own, "--label", label, "busybox", "sleep", "600"],
  ]);
  assert.equal(code, 0, output);
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

/** Runs the docker CLI in a container that is given a socket. */
const inside = (mount: readonly string[], ...words: string[]): ReturnType<typeof docker> =>
  docker(guarded.path("dev"), ["run", "--rm", "--label", label, ...mount, image, "docker", ...words]);
const asked = ["-v", "/var/run/docker.sock:/var/run/docker.sock"];

test("a container that asks for the engine's socket gets its maker's guarded socket, and sees no more than that one does", async () => {
  for (const mount of [asked, ["--mount", "type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock"]]) {
    const { code, output } = await inside(mount, "ps", "-a", "--format", "{{.Names}}");
    assert.equal(code, 0, output);
    assert.ok(output.includes(own) && !output.includes(other), output);
  }
  const direct = await inside(["-v", `${guarded.path("dev")}:/var/run/docker.sock:ro`], "inspect", other);
  assert.notEqual(direct.code, 0);
  assert.match(direct.output, /No such object/);
  const { output } = await inside(asked, "run", "--rm", "--privileged", "busybox", "true");
  assert.match(output, /rule containment/);
});

test("what was mounted is the guarded socket, as a mount that fails when it is not there", async () => {
  const name = uniqueName("look");
  const { code, output } = await docker(guarded.path("dev"), [
    ...["create", "--name", name, "--label", label, ...asked, "busybox", "true"],
  ]);
  assert.equal(code, 0, output);
  const { HostConfig } = await engine("GET", `/containers/${name}/json`);
  assert.deepEqual(HostConfig.Binds ?? [], []);
  assert.deepEqual(
    HostConfig.Mounts.map(({ Source }: { Source: string }) => Source),
    [guarded.path("dev")],
  );
});

test("another role's socket, its directory and the engine's own socket are refused", async () => {
  const refused = [guarded.path("admin"), dirname(guarded.path("dev")), "/var/run", "//var/run/./docker.sock/../x"];
  for (const source of refused) {
    const { code, output } = await inside(["--mount", `type=bind,source=${source},target=/x`], "version");
    assert.notEqual(code, 0, `${source}: ${output}`);
    assert.match(output, /rule containment|INPUT|rule/, source);
  }
});

test("a link in the socket's place is not followed", async () => {
  const path = guarded.path("dev");
  const moved = `${path}-moved`;
  renameSync(path, moved);
  symlinkSync(engineSocket(), path);
  try {
    const { code, output } = await docker(moved, ["create", "--label", label, ...asked, "busybox", "true"]);
    assert.notEqual(code, 0, output);
    assert.match(output, /rule containment/);
  } finally {
    rmSync(path);
    renameSync(moved, path);
  }
});

test("a socket in a directory that others may write to is not handed down", async () => {
  const directory = dirname(guarded.path("dev"));
  for (const mode of [0o770, 0o1777]) {
    chmodSync(directory, mode);
    const { code, output } = await inside(asked, "version").finally(() => chmodSync(directory, 0o700));
    assert.notEqual(code, 0, output);
    assert.match(output, /rule containment/);
  }
});
