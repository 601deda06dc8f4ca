import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { uniqueName } from "../support/containers.ts";
import { startRegistry, type Registry } from "../support/registry.ts";
import { runId, testLabel } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { cliFor, type Ran } from "./run-cli.ts";

let server: TestServer;
let registry: Registry;
let cli: ReturnType<typeof cliFor>;
const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-images-"));
const name = uniqueName("cli-image");
before(async () => {
  [server, registry] = await Promise.all([startServer(), startRegistry()]);
  cli = cliFor(server);
});
after(async () => {
  for (const reference of [name, `${registry.address}/${name}:1`]) await cli(["image", "remove", reference, "--force"]);
  await Promise.all([server.stop(), registry.stop()]);
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const ok = async (...argv: string[]): Promise<Ran> => {
  const ran = await cli(argv);
  assert.equal(ran.code, 0, `${argv.join(" ")}\n${ran.errors}`);
  return ran;
};

test("an image is tagged, pushed, removed and pulled back, with its progress on standard error", async () => {
  const reference = `${registry.address}/${name}`;
  await ok("image", "tag", "busybox:latest", reference, "--tag", "1");
  const pushed = await ok("image", "push", `${reference}:1`);
  assert.match(pushed.errors, /Pushed|Layer already exists|Mounted/);
  await ok("image", "remove", `${reference}:1`);
  const pulled = await ok("image", "pull", `${reference}:1`);
  assert.match(pulled.output, /pulled successfully/);
  assert.match(pulled.errors, /Digest: sha256:|Downloaded newer image|Image is up to date/);
  // Off a terminal nothing moves: no escape sequences, and no bars.
  assert.ok(!/\u001B|\[=+/.test(pulled.errors), pulled.errors);
  assert.match((await ok("image", "list")).output, new RegExp(`${name}:1`));
  const found = JSON.parse((await ok("image", "search", name, "--format", "json")).output) as { total: number };
  assert.ok(found.total >= 1);
  const absent = await cli(["image", "pull", `${reference}:absent`]);
  assert.notEqual(absent.code, 0);
  assert.equal(absent.output, "");
});

test("an image is saved to a file, loaded from it, and imported from a pipe", async () => {
  const file = join(directory, "busybox.tar");
  await ok("image", "save", "busybox:latest", "--output", file);
  assert.match((await ok("image", "load", "--file", file)).output, /busybox:latest/);
  assert.equal((await cli(["image", "load"], { input: "no tar" })).code === 0, false);
});

test("history, volumes and networks are tables too", async () => {
  assert.match((await ok("image", "history", "busybox")).output, /^ID +CREATED/);
  const label = `${testLabel}=${runId}`;
  for (const noun of ["volume", "network"]) {
    const object = uniqueName(noun);
    await ok(noun, "create", "--name", object, "--label", label);
    assert.match((await ok(noun, "list")).output, new RegExp(`\\b${object}\\b`));
    assert.match((await ok(noun, "inspect", object)).output, new RegExp(`^name: +${object}$`, "m"));
    await ok(noun, "remove", object);
  }
});
