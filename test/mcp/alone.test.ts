import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, type TestContainer } from "../support/containers.ts";
import { engine } from "../support/engine-call.ts";
import { waitFor } from "../support/wait-for.ts";
import { tell } from "./connect.ts";

const main = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "src/app/main.ts");
let directory: string;
let web: TestContainer;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "gnosis-alone-"));
  web = await createContainer();
});

after(async () => {
  rmSync(directory, { recursive: true, force: true });
  await removeOwn();
});

async function start(revision: string, ...args: string[]): Promise<Client> {
  const mode = revision === "2025-11-25" ? "legacy" : { pin: revision };
  const client = new Client({ name: "alone", version: "1" }, { versionNegotiation: { mode } as never });
  const env = { ...process.env, GNOSIS_DATA_DIR: directory } as Record<string, string>;
  delete env["GNOSIS_DOCKER_URL"];
  const command = {
    command: process.execPath,
    args: [main, "mcp", "--alone", ...args],
    env,
    stderr: "inherit" as const,
  };
  await client.connect(new StdioClientTransport(command));
  return client;
}

for (const revision of ["2025-11-25", "2026-07-28"]) {
  test(`without a server the program serves by itself in ${revision}, and lets a client only look`, async () => {
    const client = await start(revision);
    const changed = new Set<string>();
    client.setNotificationHandler("notifications/resources/updated", (one) => void changed.add(one.params.uri));
    try {
      const { tools } = await client.listTools();
      assert.ok(tools.every((tool) => tool.annotations?.readOnlyHint === true));
      await waitFor("the list", async () =>
        (await tell(client, "container_list", { all: true })).text.includes(web.name),
      );
      const uri = "docker://containers";
      if (revision === "2025-11-25") await client.subscribeResource({ uri });
      else await client.listen({ resourceSubscriptions: [uri] });
      const other = await createContainer();
      await waitFor("a notice", async () => {
        await engine("POST", `/containers/${other.id}/kill`).catch(() => undefined);
        await engine("POST", `/containers/${other.id}/start`).catch(() => undefined);
        return changed.has(uri);
      });
    } finally {
      await client.close();
    }
  });
}

test("a role that is named may do what it may do, and it is recorded", async () => {
  const client = await start("2025-11-25", "--role", "admin", "--profile", "admin");
  try {
    const told = await tell(client, "container_restart", { container: web.id, timeout: "1s" });
    assert.equal(told.isError, false, told.text);
    const records = await tell(client, "record_list", { operation: "container.restart" });
    assert.match(records.text, /stdio\/mcp container\.restart/);
  } finally {
    await client.close();
  }
});
