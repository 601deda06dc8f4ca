import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needPrograms } from "./prepare/debian.ts";
import { searchPath } from "./prepare/program.ts";
import { freePort } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** Where it listens: loopback, which engines accept without TLS; an engine in a container needs an address that it can reach. */
const host = process.env["TEST_REGISTRY_HOST"] ?? "127.0.0.1";

/** A registry that the test engine accepts without TLS. */
export interface Registry {
  /** Host and port as they stand in an image reference: `127.0.0.1:40123`. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts an empty registry of its own on a free port. */
export async function startRegistry(): Promise<Registry> {
  await needPrograms(["docker-registry"], ["docker-registry"]);
  const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-registry-"));
  const address = `${host}:${await freePort()}`;
  const config = join(directory, "config.yml");
  const storage = { filesystem: { rootdirectory: join(directory, "data") }, delete: { enabled: true } };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: "warn" }, storage, http: { addr: address } }));
  const child = spawn("docker-registry", ["serve", config], {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, PATH: searchPath, OTEL_TRACES_EXPORTER: "none" },
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await waitFor("the registry", async () => (await fetch(`http://${address}/v2/`)).ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}
