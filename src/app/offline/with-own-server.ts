import { randomBytes } from "node:crypto";
import type { LoadedSettings } from "../../config/load.ts";
import type { Server } from "../../surfaces/cli/server.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { connectTo } from "../connect.ts";
import { createLog } from "../log.ts";
import { startServer } from "../server.ts";

/**
 * Runs `work` against a server of its own on the data directory, which ends with it: for tokens while no server runs. Whoever may
 * write to the data directory could do anything to it, so that no token is asked for. Throws STORE_FAILED beside a running server.
 */
export async function withOwnServer<T>(
  { settings }: LoadedSettings,
  terminal: Terminal,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const adminToken = randomBytes(32).toString("base64url");
  const server = await startServer({
    settings: { ...settings, host: "127.0.0.1", port: 0, adminToken, sockets: [] },
    environment: { ...terminal.environment },
    log: createLog({ logLevel: "warn" }),
    onFatal: () => undefined,
  });
  try {
    return await work(connectTo(server.url, adminToken));
  } finally {
    await server.close();
  }
}
