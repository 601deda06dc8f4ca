import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { GnosisError } from "../../kernel/errors.ts";
import { embeddedDirectories, makeDirectories } from "./embedded-directories.ts";
import { needDockerd, searchPath } from "./needs.ts";

const path = mkdtempSync(join(tmpdir(), "gd-needs-"));
after(() => rmSync(path, { recursive: true }));
const program = (name: string): void => {
  writeFileSync(join(path, name), "");
  chmodSync(join(path, name), 0o755);
};
const machine = { platform: "linux" as const, user: 0, path, others: [] };
const refusal = (given: Partial<typeof machine> & object) =>
  needDockerd({ ...machine, ...given } as typeof machine).then(
    () => assert.fail("it was not refused"),
    (error: GnosisError) => `${error.message} ${error.next}`,
  );

test("what an engine needs of a machine is looked for before it is started, and what is missing is named", async () => {
  assert.match(await refusal({}), /there is no dockerd\. Install it/);
  program("dockerd");
  assert.match(await refusal({ user: 1000 }), /dockerd needs root, and this is user 1000/);
  assert.match(await refusal({ platform: "darwin" as never }), /runs on Linux, and this is darwin/);
  assert.match(await refusal({}), /there is no containerd/);
  program("containerd");
  assert.match(await refusal({}), /there is no runc/);
  program("runc");
  assert.match(await refusal({}), /there is no iptables/);
  program("iptables");
  assert.equal(await needDockerd(machine), join(path, "dockerd"));
});

test("a second engine is not started beside one that runs", async () => {
  const socket = join(path, "other.sock");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  assert.match(await refusal({ others: [socket] as never }), /another engine runs on this machine, at .*Use that one/);
  server.close();
});

test("programs of root are found where PATH lacks their directories, and each directory is there once", () => {
  assert.equal(searchPath({ PATH: "/a:/usr/sbin" }), "/a:/usr/sbin:/usr/local/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");
});

test("a data directory whose path is too long for sockets is refused", () => {
  const directories = embeddedDirectories(join(path, "x".repeat(80)));
  assert.throws(() => makeDirectories(directories), /too long for the sockets/);
});
