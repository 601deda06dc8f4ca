import assert from "node:assert/strict";
import { test } from "node:test";
import { ownSocketFor } from "./checks/own-socket.ts";
import { openCourt, type ContainmentParts, type Court } from "./court.ts";

const own = "/run/gd/dev.sock";
const engines = "/var/run/docker.sock";

/** A court whose caller speaks through `own`, or another socket. */
function courtWith(more: {
  readonly socket?: string;
  readonly roots?: readonly string[];
  readonly level?: "privileged" | "baseline";
  readonly view?: Court["view"];
  readonly leadsTo?: string;
  readonly forbidden?: readonly string[];
}): Court {
  const resolve = (path: string): Promise<{ kind: "seen"; path: string; type: "other" }> =>
    Promise.resolve({ kind: "seen", path: path === "/link" ? "/run/gd" : (more.leadsTo ?? path), type: "other" });
  const parts: Partial<ContainmentParts> = {
    ownSocket: () => Promise.resolve(more.socket ?? own),
    paths: { resolve, forbidden: [engines, own, ...(more.forbidden ?? [])], toHost: (path) => path },
  };
  return openCourt({
    parts: parts as ContainmentParts,
    caller: { id: "socket:dev", name: "dev", role: "dev", surface: "socket" },
    owner: "socket:dev",
    profile: { level: more.level ?? "baseline", mountRoots: more.roots ?? ["/srv"] },
    targets: [],
    view: more.view ?? "request",
  });
}

test("the engine's socket is replaced by the caller's own guarded socket in a request, and in nothing else", async () => {
  assert.equal(await ownSocketFor(engines, courtWith({})), own);
  assert.equal(await ownSocketFor("/run/docker.sock", courtWith({})), own);
  assert.equal(await ownSocketFor(own, courtWith({})), own);
  assert.equal(await ownSocketFor("/run/gd/admin.sock", courtWith({})), undefined);
  assert.equal(await ownSocketFor("/run/gd", courtWith({})), undefined);
});

test("the engine's own view must show the guarded socket itself", async () => {
  assert.equal(await ownSocketFor(own, courtWith({ view: "inspect" })), own);
  assert.equal(await ownSocketFor(engines, courtWith({ view: "inspect" })), undefined);
});

test("a socket that could be another one is not handed down", async () => {
  for (const more of [
    { socket: engines },
    { leadsTo: engines },
    { roots: ["/run"] },
    { roots: ["/run/gd"] },
    { roots: ["/link"] },
    { forbidden: ["/run/gd"] },
    { level: "privileged" },
  ] as const)
    assert.equal(await ownSocketFor(engines, courtWith(more)), undefined, JSON.stringify(more));
});
