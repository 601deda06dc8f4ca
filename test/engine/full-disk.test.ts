import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createContainer, engine, removeOwn } from "../support/engine.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const mountPoint = mkdtempSync(join(tmpdir(), "gnosis-full-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", mountPoint]).status === 0;
const skip = mounted ? false : "mounting a small file system needs root";
after(async () => {
  if (mounted) spawnSync("umount", ["-l", mountPoint]);
  rmSync(mountPoint, { recursive: true, force: true });
  await removeOwn();
});

test(
  "on a full disk reads go on, changes are refused, and what happened meanwhile is kept once there is room",
  { skip },
  async () => {
    const server = await startServer({ dataDir: join(mountPoint), env: { GNOSIS_STATS_INTERVAL: "2s" } });
    const filler = openSync(join(mountPoint, "filler"), "w");
    try {
      const { id, name } = await createContainer();
      const actions = async (): Promise<string[]> =>
        (await server.call("GET", `/api/events/history?object=${id}`)).body.events.map((one: any) => one.action);
      await waitFor("the start to be kept", async () => (await actions()).includes("start"));
      assert.throws(
        () => {
          for (;;) writeSync(filler, Buffer.alloc(4_096));
        },
        { code: "ENOSPC" },
      );
      // Pages of the file that are free already take a few records more.
      const refused = await waitFor("a refusal", async () => {
        const answer = await server.call("POST", `/api/containers/${id}/pause`);
        await server.call("POST", `/api/containers/${id}/unpause`);
        return answer.body.code === "AUDIT_UNAVAILABLE" ? answer : undefined;
      });
      assert.equal(refused?.status, 503);
      assert.match(refused?.body.detail, /full/);
      await engine("POST", `/containers/${id}/rename?name=${name}-renamed`);
      await waitFor(
        "the new name",
        async () => (await server.call("GET", `/api/containers/${id}`)).body.name === `${name}-renamed`,
      );
      assert.equal((await server.call("GET", `/api/containers/${id}/stats`)).status, 200);
      ftruncateSync(filler, 0);
      await waitFor("the renaming to be kept", async () => (await actions()).includes("rename"));
      assert.ok((await actions()).includes("start"), "what was written before is still there");
      await waitFor(
        "a change to be taken again",
        async () => (await server.call("POST", `/api/containers/${id}/restart`)).status === 200,
      );
      assert.equal((await server.call("GET", "/api/audit/verify")).body.ok, true);
    } finally {
      closeSync(filler);
      await server.stop();
    }
  },
);
