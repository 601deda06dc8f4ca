import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createHostPaths, isWithin } from "./host-paths.ts";

function tree(t: TestContext): string {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "host-paths-")));
  t.after(() => rmSync(top, { recursive: true }));
  mkdirSync(join(top, "ws/dir"), { recursive: true });
  writeFileSync(join(top, "ws/file"), "x");
  symlinkSync("/etc", join(top, "ws/out"));
  symlinkSync("../../etc", join(top, "ws/up"));
  symlinkSync("dir", join(top, "ws/in"));
  symlinkSync(join(top, "ws/dir"), join(top, "ws/absolute"));
  symlinkSync("loop", join(top, "ws/loop"));
  return top;
}

test("on the host a path is followed through every link", async (t) => {
  const top = tree(t);
  const { resolve } = createHostPaths({ forbidden: [] });
  assert.deepEqual(await resolve(`${top}/ws/in/x`), { kind: "seen", path: `${top}/ws/dir/x`, type: "missing" });
  assert.deepEqual(await resolve(`${top}/ws/absolute`), { kind: "seen", path: `${top}/ws/dir`, type: "directory" });
  assert.equal((await resolve(`${top}/ws/out/passwd`)).path, "/etc/passwd");
  assert.ok(!(await resolve(`${top}/ws/up`)).path.startsWith(`${top}/ws`));
  assert.equal((await resolve(`${top}/ws/loop`)).kind, "broken");
  assert.equal((await resolve(`${top}/ws/file/x`)).kind, "broken");
  assert.deepEqual(await resolve("/dev/null"), { kind: "seen", path: "/dev/null", type: "other" });
  assert.deepEqual(await resolve("/"), { kind: "seen", path: "/", type: "directory" });
});

test("in a container only what is mounted into it is seen, and a link there means a path of the host", async (t) => {
  const top = tree(t);
  // The host's /data/ws is mounted here at TOP/ws.
  const { resolve, toHost } = createHostPaths({
    forbidden: [],
    ownMounts: [{ source: "/data/ws", destination: `${top}/ws` }],
  });
  assert.deepEqual(await resolve("/data/ws/in"), { kind: "seen", path: "/data/ws/dir", type: "directory" });
  assert.deepEqual(await resolve("/data/ws/new/deep"), { kind: "seen", path: "/data/ws/new/deep", type: "missing" });
  assert.deepEqual(await resolve("/data/ws/out"), { kind: "unseen", path: "/etc" });
  assert.equal((await resolve("/data/ws/absolute")).kind, "unseen");
  assert.equal((await resolve("/data/other")).kind, "unseen");
  assert.equal((await resolve("/etc")).kind, "unseen");
  assert.equal(toHost(`${top}/ws/a`), "/data/ws/a");
  assert.equal(toHost("/elsewhere"), "/elsewhere");
});

test("both spellings of the runtime directory are forbidden", () => {
  const { forbidden } = createHostPaths({ forbidden: ["/var/run/docker.sock", "/run/x"] });
  assert.deepEqual(forbidden.toSorted(), ["/run/docker.sock", "/run/x", "/var/run/docker.sock", "/var/run/x"]);
});

test("a directory does not hold its neighbour", () => {
  assert.ok(isWithin("/srv/ws/a", "/srv/ws") && isWithin("/srv/ws", "/srv/ws") && isWithin("/x", "/"));
  assert.ok(!isWithin("/srv/ws-2", "/srv/ws") && !isWithin("/srv", "/srv/ws"));
});
