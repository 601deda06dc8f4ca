import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { client, type Client } from "../support/client.ts";
import { removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

/** A server of one test file, and whoever has a token of its one narrow role. */
export interface OneAgent {
  readonly server: TestServer;
  readonly agent: Client;
}

/**
 * Starts a server before the first test of a file, whose policy knows one role with these lines, and takes all away after the last one.
 * `prepare` makes what the file needs once the server runs.
 */
export function oneAgent(role: readonly string[], prepare?: () => Promise<void>): OneAgent {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-one-agent-"));
  const world: Partial<{ -readonly [Part in keyof OneAgent]: OneAgent[Part] }> = {};
  before(async () => {
    const policyFile = join(directory, "policy.yaml");
    writeFileSync(
      policyFile,
      ["version: 1", "roles:", "  agent:", ...role.map((line) => `    ${line}`), ""].join("\n"),
    );
    world.server = await startServer({ env: { GNOSIS_POLICY_FILE: policyFile } });
    const made = await world.server.call("POST", "/api/tokens", { name: "agent", role: "agent" });
    world.agent = client(world.server.url, made.body.text);
    await prepare?.();
  });
  after(async () => {
    await world.server?.stop();
    await removeOwn();
    rmSync(directory, { recursive: true, force: true });
  });
  const started = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error("The server is started before the first test, not when the file is read.");
    return part;
  };
  return {
    get server() {
      return started(world.server);
    },
    get agent() {
      return started(world.agent);
    },
  };
}
