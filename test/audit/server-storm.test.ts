import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createContainer, removeOwn } from "../support/engine.ts";
import { startServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-server-storm-"));
after(async () => {
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

test("SIGKILL of the whole server in a storm of changes loses no call that was answered, and says which were cut off", async () => {
  const containers = await Promise.all(Array.from({ length: 4 }, () => createContainer()));
  const answered = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const server = await startServer({ dataDir });
    let killed = false;
    const caller = async (index: number): Promise<void> => {
      const { id } = containers[index % containers.length] ?? assert.fail();
      for (let count = 0; !killed; count++) {
        const body = { cpu_shares: 512 + ((count + index) % 512) };
        const answer = await server.call("POST", `/api/containers/${id}/update`, body).catch(() => undefined);
        const record = answer?.headers.get("x-gnosis-record") ?? undefined;
        if (record !== undefined) answered.add(record);
      }
    };
    const callers = Array.from({ length: 8 }, (_, index) => caller(index));
    while (answered.size < (round + 1) * 40) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.stop("SIGKILL");
    killed = true;
    await Promise.all(callers);
  }
  const server = await startServer({ dataDir });
  try {
    const { body: report } = await server.call("GET", "/api/audit/verify");
    assert.equal(report.broken, null);
    assert.equal(report.ok, true);
    for (const record of answered) {
      const { status, body } = await server.call("GET", `/api/audit/${record}`);
      assert.equal(status, 200, `record ${record} is lost`);
      assert.ok(["done", "failed", "unknown"].includes(body.state), body.state);
    }
  } finally {
    await server.stop();
  }
});
