import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sharesFiles } from "./engine-files.ts";

test("files are shared with who listens on the socket in this file system, and with nobody when no process here listens", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gd-files-"));
  const socketPath = join(directory, "engine.sock");
  const server = createServer().listen(socketPath);
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    assert.equal(await sharesFiles({ socketPath }), true);
    // What an engine says of itself does not count against what is seen.
    const other = { socketPath: join(directory, "other.sock"), name: hostname(), dataDirectory: tmpdir() };
    assert.equal(await sharesFiles(other), false);
  } finally {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
